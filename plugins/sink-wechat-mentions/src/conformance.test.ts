import { conformance, fakeDestination } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';
import { wecomMarkdown } from './markup.ts';

const sink = new URL('./index.ts', import.meta.url);
const key = 'kh012345-89ab-cdef-0123-456789abcdef';
const said = (errcode: number, errmsg: string) => ({ reply: { body: { errcode, errmsg } } });

const tooLong = (type: string) => said(40058, `${type}.content exceed max length`).reply;

const robot = () =>
  fakeDestination({
    accept: { body: { errcode: 0, errmsg: 'ok' } },
    limits: {
      text: { max: 2048, unit: 'bytes', of: 'text.content', reply: tooLong('text') },
      markdown: { max: 4096, unit: 'bytes', of: 'markdown.content', reply: tooLong('markdown') },
      markdown_v2: { max: 4096, unit: 'bytes', of: 'markdown_v2.content', reply: tooLong('markdown_v2') },
    },
    answers: {
      busy: { ...said(-1, 'system busy'), becomes: 'retry' },
      'too fast': { ...said(45009, 'api freq out of limit'), becomes: 'retry', retryAfterMs: 60_000 },
      'too many at once': { ...said(45033, 'api concurrent out of limit'), becomes: 'retry' },
      'unknown key': { ...said(93000, 'invalid webhook url'), becomes: 'misconfigured' },
      'too long, as older servers say it': {
        ...said(93000, 'Invalid input : content exceed max length'),
        becomes: 'rejected',
      },
      'invalid type': { ...said(40008, 'invalid message type'), becomes: 'rejected' },
    },
  });

const options = ({ url }: { readonly url: string }) => ({
  url: `${url}/cgi-bin/webhook/send?key=${key}`,
  // The suite posts more than a robot would take.
  perMinute: 10_000,
  proxy: 'none',
  // The layout leaves out the messages of a digest when there is no room; with a template they go into further ones.
  template: '{{message}} ×{{count}}',
});

/** A digest has a row per object and reason: the newest revision, and how often. */
const folds = (count: number) => `×${count}`;

describe('markdown', () => {
  conformance(sink, {
    destination: robot(),
    folds,
    config: (destination) => ({ ...options(destination), mentions: { '*': ['wangqing'] } }),
    shows: wecomMarkdown.escape,
  });
});

describe('text', () => {
  conformance(sink, {
    destination: robot(),
    folds,
    config: (destination) => ({ ...options(destination), format: 'text', label: '[prod]' }),
  });
});

describe('markdown_v2', () => {
  conformance(sink, {
    destination: robot(),
    folds,
    config: (destination) => ({ ...options(destination), format: 'markdown_v2' }),
    shows: (text) => wecomMarkdown.escape(text).replace(/(?<=[^\n])\n/g, '  \n'),
  });
});
