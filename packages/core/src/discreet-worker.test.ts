import type { FlatError, Outcome, SinkLog } from '@kubeherald/sink-host';
import { expect, it } from 'vitest';
import { discreetLog, discreetOutcome } from './discreet-worker.ts';
import { hider } from './hide.ts';

const hide = hider(['hunter2']);
const flat = (word: string): FlatError => ({
  name: `${word}Error`,
  code: `KH_${word}`,
  message: `no ${word}`,
  stack: `${word} at`,
  cause: { name: 'Error', code: 'KH', message: `because of ${word}` },
});

it.each<[string, (word: string) => Outcome]>([
  ['accepted', (word) => ({ kind: 'accepted', answer: `200 ${word}` })],
  [
    'partly',
    (word) => ({ kind: 'partial', refusals: [{ index: 1, retry: true, retryAfterMs: 5, error: flat(word) }] }),
  ],
  ['to be tried again', (word) => ({ kind: 'retry', retryAfterMs: 7, error: flat(word) })],
  ['refused', (word) => ({ kind: 'rejected', error: flat(word) })],
  ['misconfigured', (word) => ({ kind: 'misconfigured', error: flat(word) })],
  ['broken', (word) => ({ kind: 'broken', reason: 'crashed', error: flat(word) })],
])('an outcome that is %s shows no secret and is the same otherwise', (_name, outcome) => {
  expect(discreetOutcome(outcome('hunter2'), hide)).toEqual(outcome('[redacted]'));
});

it.each(['debug', 'info', 'warn', 'error'] as const)('a line of level %s shows no secret', (level) => {
  const lines: unknown[] = [];
  const write = (at: string) => (fields: object, message: string) => void lines.push([at, fields, message]);
  const log: SinkLog = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  discreetLog(log, hide)[level]({ sink: 'ops', err: flat('hunter2') }, 'with hunter2');
  expect(lines).toEqual([[level, { sink: 'ops', err: flat('[redacted]') }, 'with [redacted]']]);
});
