import { conformance, type FakeDestinationOptions, fakeDestination } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';
import { type PresetName, presets } from './presets/index.ts';

const sink = new URL('./index.ts', import.meta.url);
const token = 'kh-0123456789abcdef';
const noLimits = { limits: 'an arbitrary HTTP endpoint has none that the sink could know' };

describe('one request per event', () => {
  conformance(sink, {
    destination: fakeDestination({ key: ({ headers }) => String(headers['idempotency-key']) }),
    config: ({ url }) => ({
      url: `${url}/hook?access_token=${token}`,
      headers: { authorization: `Bearer secret-${token}` },
      signature: { secret: `signed-${token}`, timestampHeader: 'x-timestamp' },
      proxy: 'none',
    }),
    notApplicable: noLimits,
  });
});

describe('one request per batch', () => {
  conformance(sink, {
    destination: fakeDestination(),
    config: ({ url }) => ({ url: url.replace('//', `//user:${token}@`), batch: 'ndjson', proxy: 'none' }),
    notApplicable: noLimits,
  });
});

describe('CloudEvents in batches, with a token', () => {
  const unwelcome = { reply: { status: 401, body: 'who are you?' }, becomes: 'misconfigured' } as const;
  conformance(sink, {
    destination: fakeDestination({
      aside: ({ path }) => (path === '/token' ? { body: { access_token: token, expires_in: 3600 } } : undefined),
      answers: { '401': unwelcome },
    }),
    config: ({ url }) => ({
      url: `${url}/hook`,
      batch: 'array',
      envelope: 'cloudevents',
      oauth2: { tokenUrl: `${url}/token`, clientId: 'kubeherald', clientSecret: `secret-${token}` },
      proxy: 'none',
    }),
    notApplicable: noLimits,
  });
});

type Answers = NonNullable<FakeDestinationOptions['answers']>;

/** A status that speaks of the webhook, not of the events. */
const gone = Object.fromEntries(
  [401, 403, 404].map((status) => [String(status), { reply: { status }, becomes: 'misconfigured' as const }]),
);
const said = (body: string | object, status = 200) => ({ reply: { status, body } });

/** Of each API: what it says when it takes a message, what else it says, and its limit on a text. */
const apis: Readonly<Record<PresetName, FakeDestinationOptions & { readonly path: string; readonly more?: object }>> = {
  slack: {
    path: '/services/T0123ABCD/B0123ABCD',
    accept: { body: 'ok' },
    answers: {
      ...gone,
      'no text': { ...said('no_text', 400), becomes: 'rejected' },
      'no such webhook': { ...said('no_service', 404), becomes: 'misconfigured' },
      archived: { ...said('channel_is_archived', 410), becomes: 'misconfigured' },
      'an error of theirs': { ...said('rollup_error', 500), becomes: 'retry' },
    },
    limits: { text: { max: 4000, unit: 'characters', of: 'text' } },
  },
  feishu: {
    path: '/open-apis/bot/v2/hook',
    more: { secret: `feishu-${token}` },
    accept: { body: { code: 0, msg: 'success', data: {} } },
    answers: {
      ...gone,
      'wrong signature': { ...said({ code: 19021, msg: 'sign match fail' }), becomes: 'misconfigured' },
      'missing keyword': { ...said({ code: 19024, msg: 'Key Words Not Found' }), becomes: 'misconfigured' },
      'bad request': { ...said({ code: 9499, msg: 'Bad Request' }, 400), becomes: 'rejected' },
      'too fast': { ...said({ code: 11232, msg: 'too frequently' }), becomes: 'retry', retryAfterMs: 60_000 },
      'too fast, until': {
        reply: {
          status: 429,
          headers: { 'x-ogw-ratelimit-reset': '17' },
          body: { code: 99991400, msg: 'request trigger frequency limit' },
        },
        becomes: 'retry',
        retryAfterMs: 17_000,
      },
    },
    limits: { body: { max: 20_000, unit: 'bytes' } },
  },
  teams: {
    path: '/workflows/kh0123456789/triggers/manual/paths/invoke',
    accept: { status: 202 },
    answers: { ...gone },
    limits: { body: { max: 28_000, unit: 'bytes' } },
  },
  discord: {
    path: '/api/webhooks/1100000000000000001',
    accept: { body: { id: '42', type: 0 } },
    answers: {
      ...gone,
      'unknown webhook': { ...said({ message: 'Unknown Webhook', code: 10015 }, 404), becomes: 'misconfigured' },
      'invalid body': { ...said({ message: 'Invalid Form Body', code: 50035 }, 400), becomes: 'rejected' },
      'too fast': {
        ...said({ message: 'You are being rate limited.', retry_after: 1.337, global: false }, 429),
        becomes: 'retry',
        retryAfterMs: 1337,
      },
    },
    limits: { description: { max: 4096, unit: 'characters', of: 'embeds.0.description' } },
  },
  telegram: {
    path: '',
    more: { chatId: '-1001234567890' },
    accept: { body: { ok: true, result: { message_id: 1 } } },
    answers: {
      ...gone,
      'chat not found': {
        ...said({ ok: false, error_code: 400, description: 'Bad Request: chat not found' }, 400),
        becomes: 'misconfigured',
      },
      'cannot be parsed': {
        ...said({ ok: false, error_code: 400, description: "Bad Request: can't parse entities" }, 400),
        becomes: 'rejected',
      },
      'too fast': {
        ...said({ ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 9 } }, 429),
        becomes: 'retry',
        retryAfterMs: 9000,
      },
    },
    limits: { text: { max: 4096, unit: 'characters', of: 'text' } },
  },
  mattermost: {
    path: '/hooks',
    accept: { body: 'ok' },
    answers: {
      ...gone,
      'no such webhook': {
        ...said({ id: 'web.incoming_webhook.invalid.app_error', message: 'Invalid webhook.', status_code: 400 }, 400),
        becomes: 'misconfigured',
      },
      'no text': {
        ...said({ id: 'web.incoming_webhook.text.app_error', message: 'No text specified.', status_code: 400 }, 400),
        becomes: 'rejected',
      },
    },
    limits: { text: { max: 16_383, unit: 'characters', of: 'text' } },
  },
};

describe.each(Object.entries(apis))('preset %s', (name, { path, more = {}, ...api }) => {
  const answers: Answers = { ...api.answers };
  const preset = Object.entries(presets).find(([other]) => other === name)?.[1];
  conformance(sink, {
    destination: fakeDestination({ ...api, answers }),
    config: ({ url }) => ({
      url: `${url}${path}/${name === 'telegram' ? `bot123:${token}` : token}`,
      preset: name,
      // A digest lays out its rows; with a template all of their messages are shown.
      template: '{{message}} ×{{count}}',
      // The suite posts more than any of them would take.
      perMinute: 1_000_000,
      proxy: 'none',
      ...more,
    }),
    shows(text) {
      const { escape: escaped = String, line = String } = preset?.form.markup ?? {};
      // A line ends where the next one begins: what follows the last is the count.
      const [last = '', ...before] = text
        .split('\n')
        .map((one) => escaped(one))
        .reverse();
      return [...before.reverse().map((one) => line(one)), last].join('\n');
    },
    folds: (count) => `×${count}`,
  });
});
