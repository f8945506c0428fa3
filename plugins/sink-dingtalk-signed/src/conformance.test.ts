import { conformance, fakeDestination } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';
import { dingtalkMarkdown } from './markup.ts';

const sink = new URL('./index.ts', import.meta.url);
const token = 'kh-0123456789abcdef';
const said = (errcode: number, errmsg: string) => ({ reply: { body: { errcode, errmsg } } });

const robot = () =>
  fakeDestination({
    accept: { body: { errcode: 0, errmsg: 'ok' } },
    limits: { body: { max: 20_000, unit: 'bytes', reply: { body: { errcode: 460101, errmsg: 'message too long' } } } },
    answers: {
      busy: { ...said(-1, '系统繁忙'), becomes: 'retry' },
      'too fast': {
        ...said(130101, 'send too fast, exceed 20 times per minute'),
        becomes: 'retry',
        retryAfterMs: 600_000,
      },
      'too fast, in Chinese': { ...said(410100, '发送速度太快而限流'), becomes: 'retry', retryAfterMs: 600_000 },
      'the guard against bursts': {
        reply: { body: { status: 1111, wait: 5, source: 'x5', punish: 'deny' } },
        becomes: 'retry',
        retryAfterMs: 5000,
      },
      'quota used up': { ...said(90030, 'webhook over limit'), becomes: 'retry', retryAfterMs: 3_600_000 },
      'wrong signature': { ...said(310000, 'sign not match'), becomes: 'misconfigured' },
      'missing keyword': { ...said(310000, 'keywords not in content'), becomes: 'misconfigured' },
      'unknown token': { ...said(300005, 'token is not exist'), becomes: 'misconfigured' },
      'switched off': { ...said(400102, '机器人已停用'), becomes: 'misconfigured' },
      'forbidden text': { ...said(430102, 'unsafe text'), becomes: 'rejected' },
    },
  });

const options = ({ url }: { readonly url: string }) => ({
  url: `${url}/robot/send?access_token=${token}`,
  secret: `SEC${token}`,
  // The suite posts more than a robot would take.
  perMinute: 10_000,
  proxy: 'none',
});

/** A digest has a row per object and reason: the newest revision, and how often. */
const folds = (count: number) => `×${count}`;

describe('markdown', () => {
  conformance(sink, {
    destination: robot(),
    folds,
    config: (destination) => ({ ...options(destination), atMobiles: ['13800138000'] }),
    shows: (text) =>
      text
        .split('\n')
        .map((line, index) => `${index > 0 ? '> ' : ''}${dingtalkMarkdown.escape(line)}`)
        .join('  \n'),
  });
});

describe('text, by a template', () => {
  conformance(sink, {
    destination: robot(),
    folds,
    config: (destination) => ({
      ...options(destination),
      format: 'text',
      label: '[prod]',
      template: '{{message}} ×{{count}}',
    }),
  });
});
