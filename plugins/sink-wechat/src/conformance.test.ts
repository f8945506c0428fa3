import { conformance, fakeDestination } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';

const sink = new URL('./index.ts', import.meta.url);
const said = (errcode: number, errmsg: string) => ({ reply: { body: { errcode, errmsg } } });

/** A digest has a row per object and reason: the newest revision, and how often. */
const folds = (count: number) => `×${count}`;

describe.each(['text', 'markdown'] as const)('%s', (format) => {
  conformance(sink, {
    destination: fakeDestination({
      accept: { body: { errcode: 0, errmsg: 'ok', msgid: 'msg-1' } },
      aside: ({ path }) =>
        path.startsWith('/cgi-bin/gettoken?')
          ? { body: { errcode: 0, errmsg: 'ok', access_token: 'token-0123456789abcdef', expires_in: 7200 } }
          : undefined,
      answers: {
        busy: { ...said(-1, 'system busy'), becomes: 'retry' },
        'too often': { ...said(45009, 'api freq out of limit'), becomes: 'retry', retryAfterMs: 60_000 },
        'a token that is never good': {
          ...said(40014, 'invalid access_token'),
          becomes: 'retry',
          retryAfterMs: 60_000,
        },
        'nobody is reached': { ...said(81013, 'user & party & tag all invalid'), becomes: 'misconfigured' },
        'another application': { ...said(301002, 'not allow operate another agent'), becomes: 'misconfigured' },
        'an address that is not trusted': {
          ...said(60020, 'not allow to access from your ip'),
          becomes: 'misconfigured',
        },
        'too long': { ...said(40058, 'markdown.content exceed max length 2048'), becomes: 'rejected' },
      },
      limits: { content: { max: 2048, unit: 'bytes', of: `${format}.content` } },
    }),
    config: ({ url }) => ({
      url,
      corpId: 'ww0123456789abcdef',
      corpSecret: 'corp-secret-0123456789',
      agentId: 1000002,
      format,
      template: '{{message}} ×{{count}}',
      perMinute: 1_000_000,
      perHour: 1_000_000,
      proxy: 'none',
    }),
    folds,
    shows: (text) =>
      format === 'text'
        ? text
        : text.replace(/<(?=[@/a-z])|\*(?=\*)|\](?=\()|`|^[#>](?=[#>\s])/gim, (found) => `${found}\u200b`),
  });
});
