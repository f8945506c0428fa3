import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deliver, events, open } from './fixtures/open.ts';
import { listen, status } from './fixtures/server.ts';
import { signatureHeaders } from './signature.ts';

const usual = { secret: 'hook-secret', algorithm: 'sha256', encoding: 'hex' } as const;

describe('a signature', () => {
  // RFC 4231, test case 2, and the same by GitHub's "validating webhook deliveries".
  it.each([
    [
      'of RFC 4231',
      { ...usual, secret: 'Jefe' },
      'what do ya want for nothing?',
      { 'x-hub-signature-256': 'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843' },
    ],
    [
      'of GitHub',
      { ...usual, secret: "It's a Secret to Everybody" },
      'Hello, World!',
      { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
    ],
  ])('is that %s', (_name, options, body, expected) => {
    expect(signatureHeaders(body, options, 0)).toEqual(expected);
  });

  it.each([
    ['sha512', 'x-hub-signature-512', 'sha512='],
    ['sha1', 'x-hub-signature', 'sha1='],
  ] as const)('by %s says so in header and prefix', (algorithm, header, prefix) => {
    const expected = createHmac(algorithm, 'hook-secret').update('a').digest('hex');
    expect(signatureHeaders('a', { ...usual, algorithm }, 0)).toEqual({ [header]: `${prefix}${expected}` });
  });

  it('has another algorithm, encoding and header when told so', () => {
    const options = { ...usual, algorithm: 'sha512', encoding: 'base64', header: 'X-Mac', prefix: '' } as const;
    const expected = createHmac('sha512', 'hook-secret').update('a').digest('base64');
    expect(signatureHeaders('a', options, 0)).toEqual({ 'X-Mac': expected });
  });
});

describe('what the README shows', () => {
  const example = async (): Promise<(...given: readonly unknown[]) => boolean> => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const code = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    return isGenuine;
  };

  it('verifies a request, and neither a changed nor an old one', async () => {
    const isGenuine = await example();
    const server = await listen(status(204));
    const sink = await open({ url: server.url, signature: { ...usual, timestampHeader: 'X-Timestamp' } });
    await deliver(sink, events('事件'));
    const [{ headers, body } = { headers: {}, body: '' }] = server.received;
    expect(isGenuine(headers, body, 'hook-secret')).toBe(true);
    expect(isGenuine(headers, `${body} `, 'hook-secret')).toBe(false);
    expect(isGenuine(headers, body, 'other-secret')).toBe(false);
    const old = signatureHeaders(body, { ...usual, timestampHeader: 'x-timestamp' }, Date.now() - 3_600_000);
    expect(isGenuine(old, body, 'hook-secret')).toBe(false);
  });
});
