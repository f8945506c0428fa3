import { createDecipheriv } from 'node:crypto';
import { conformance, fakeDestination, type ReceivedRequest, textsOf } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';

const sink = new URL('./index.ts', import.meta.url);
const success = { code: 200, message: 'success', timestamp: 1795235618 };
const [iphone, ipad] = ['bRrYtMXnBeoBjTs4PHZGfX', 'w9ZkQ2vTnL5sXcD8mJ3hRy'] as const;
/** A digest has a row per object and reason: the newest revision, and how often. */
const folds = (count: number) => `×${count}`;
const key = 'k8s-0123-bark-16';

const said = (status: number, message: string) => ({ status, body: { code: status, message, timestamp: 1795235618 } });
const answers = {
  'missing basic authentication': { reply: { status: 418, body: "I'm a teapot" }, becomes: 'misconfigured' },
  'a device that is not known': {
    reply: said(400, `failed to get device token: failed to get [${iphone}] device token from database`),
    becomes: 'misconfigured',
  },
  'an app that was removed': { reply: said(500, 'push failed: Unregistered'), becomes: 'misconfigured' },
  'Apple is busy': { reply: said(500, 'push failed: TooManyRequests'), becomes: 'retry' },
  'Apple refuses the size': { reply: said(500, 'push failed: PayloadTooLarge'), becomes: 'rejected' },
} as const;

function field({ json }: ReceivedRequest, name: string): string {
  const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** What the app makes of a notification. */
function decrypted(request: ReceivedRequest): string {
  const decipher = createDecipheriv('aes-128-cbc', key, field(request, 'iv'));
  return Buffer.concat([decipher.update(field(request, 'ciphertext'), 'base64'), decipher.final()]).toString();
}

describe('a request per device', () => {
  conformance(sink, {
    destination: fakeDestination({
      accept: { body: success },
      answers,
      // What is beside the text takes about 400 bytes; the stand-in's test has the limit to the byte.
      limits: { text: { max: 4096, unit: 'bytes', of: 'body' } },
    }),
    config: ({ url }) => ({
      url,
      deviceKeys: [iphone, ipad],
      username: 'herald',
      password: 'pa55word-of-bark',
      template: '{{message}} ×{{count}}',
      proxy: 'none',
    }),
    folds,
    copies: 2,
  });
});

describe('encrypted, one request for all devices', () => {
  conformance(sink, {
    destination: fakeDestination({
      accept: { body: { ...success, data: [iphone, ipad].map((device_key) => ({ code: 200, device_key })) } },
      answers,
      limits: { ciphertext: { max: 4096, unit: 'bytes', of: 'ciphertext' } },
      read: (request) => [
        {
          texts:
            field(request, 'ciphertext') === ''
              ? textsOf(request)
              : textsOf({ ...request, json: JSON.parse(decrypted(request)) }),
        },
      ],
    }),
    config: ({ url }) => ({
      url,
      deviceKeys: [iphone, ipad],
      push: 'together',
      encryption: { key },
      template: '{{message}} ×{{count}}',
      proxy: 'none',
    }),
    folds,
  });
});
