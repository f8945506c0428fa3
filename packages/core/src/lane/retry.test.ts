import type { FlatError, Outcome } from '@kubeherald/sink-host';
import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import type { Attempt } from './decision.ts';
import { afterOutcome } from './retry.ts';
import { retryDefaults } from './retry-policy.ts';

const error: FlatError = { name: 'Error', code: 'TEST', message: 'as scripted' };
const first: Attempt = {
  events: 1,
  tried: 1,
  failures: 0,
  broken: 0,
  strikes: 0,
  othersSinceFirst: false,
  othersSinceLast: false,
  slowSinceLast: false,
};
const retry = (retryAfterMs?: number): Outcome =>
  retryAfterMs === undefined ? { kind: 'retry', error } : { kind: 'retry', error, retryAfterMs };
const broken = (reason: 'crashed' | 'deadline' | 'open-failed' | 'memory' | 'exited'): Outcome => ({
  kind: 'broken',
  reason,
  error,
});
const refusal = (index: number, again: boolean, retryAfterMs?: number) =>
  retryAfterMs === undefined ? { index, retry: again, error } : { index, retry: again, error, retryAfterMs };
const partial = (...refusals: ReturnType<typeof refusal>[]): Outcome => ({ kind: 'partial', refusals });

interface Row {
  readonly when: string;
  readonly outcome: Outcome;
  readonly attempt?: Partial<Attempt>;
  readonly maxAttempts?: number;
  readonly next: object;
}

const rows: readonly Row[] = [
  { when: 'accepted', outcome: { kind: 'accepted' }, next: { kind: 'acknowledge' } },
  { when: 'misconfigured', outcome: { kind: 'misconfigured', error }, next: { kind: 'stop', error } },
  { when: 'one rejected', outcome: { kind: 'rejected', error }, next: { kind: 'dead-letter', reason: 'rejected' } },
  {
    when: 'several rejected',
    outcome: { kind: 'rejected', error },
    attempt: { events: 2 },
    next: { kind: 'split', waitMs: 0 },
  },
  { when: 'first retry', outcome: retry(), next: { kind: 'wait', waitMs: 250, askedMs: 0 } },
  { when: 'third retry', outcome: retry(), attempt: { failures: 2 }, next: { kind: 'wait', waitMs: 1000 } },
  { when: 'hundredth retry', outcome: retry(), attempt: { failures: 99 }, next: { kind: 'wait', waitMs: 30_000 } },
  {
    when: 'retryAfter is longer',
    outcome: retry(120_000),
    next: { kind: 'wait', waitMs: 120_000, askedMs: 120_000 },
  },
  { when: 'the backoff is longer', outcome: retry(100), next: { kind: 'wait', waitMs: 250, askedMs: 100 } },
  { when: 'retryAfter of a year', outcome: retry(31_536_000_000), next: { kind: 'wait', waitMs: 86_400_000 } },
  { when: 'retryAfter is no number', outcome: retry(Number.NaN), next: { kind: 'wait', waitMs: 250, askedMs: 0 } },
  { when: 'retryAfter is negative', outcome: retry(-5), next: { kind: 'wait', waitMs: 250, askedMs: 0 } },
  {
    when: 'one event at its last attempt',
    outcome: retry(),
    attempt: { tried: 4 },
    maxAttempts: 4,
    next: { kind: 'dead-letter', reason: 'attempts' },
  },
  {
    when: 'one event before its last attempt',
    outcome: retry(),
    attempt: { tried: 3 },
    maxAttempts: 4,
    next: { kind: 'wait' },
  },
  {
    when: 'a batch at its last attempt',
    outcome: retry(),
    attempt: { tried: 4, events: 9 },
    maxAttempts: 4,
    next: { kind: 'split' },
  },
  { when: 'partial without refusals', outcome: partial(), next: { kind: 'acknowledge' } },
  {
    when: 'partial',
    outcome: partial(refusal(2, true, 5000), refusal(1, false), refusal(0, true)),
    attempt: { events: 4 },
    next: { kind: 'settle', refused: [{ index: 1, reason: 'rejected', error }], retry: [0, 2], waitMs: 5000 },
  },
  {
    when: 'partial at the last attempt',
    outcome: partial(refusal(0, true)),
    attempt: { events: 2, tried: 4 },
    maxAttempts: 4,
    next: { kind: 'settle', refused: [{ index: 0, reason: 'attempts', error }], retry: [] },
  },
  {
    when: 'partial that refuses all for now',
    outcome: partial(refusal(0, true), refusal(1, true, 700)),
    attempt: { events: 2, failures: 1 },
    next: { kind: 'wait', waitMs: 700, askedMs: 700 },
  },
  {
    when: 'partial that names an event which is not there',
    outcome: partial(refusal(2, false)),
    attempt: { events: 2 },
    next: { kind: 'wait' },
  },
  {
    when: 'the sink did not open',
    outcome: broken('open-failed'),
    attempt: { broken: 9, events: 2 },
    next: { kind: 'wait' },
  },
  {
    when: 'the sink did not open, at the last attempt',
    outcome: broken('open-failed'),
    attempt: { tried: 4 },
    maxAttempts: 4,
    next: { kind: 'wait' },
  },
  {
    when: 'a batch crashes',
    outcome: broken('crashed'),
    attempt: { events: 2 },
    next: { kind: 'split', waitMs: 25 },
  },
  {
    when: 'a part of it crashes, after some others',
    outcome: broken('memory'),
    attempt: { broken: 3, events: 2, failures: 40 },
    next: { kind: 'split', waitMs: 200 },
  },
  {
    when: 'a batch crashes, however often it was tried',
    outcome: broken('exited'),
    attempt: { tried: 4, events: 2 },
    maxAttempts: 4,
    next: { kind: 'split' },
  },
  {
    when: 'one event crashes at its last attempt',
    outcome: broken('exited'),
    attempt: { tried: 4 },
    maxAttempts: 4,
    next: { kind: 'dead-letter', reason: 'attempts' },
  },
  {
    when: 'one event crashes after many breaks: the wait stays small',
    outcome: broken('crashed'),
    attempt: { broken: 60, failures: 60 },
    next: { kind: 'set-aside', waitMs: 250 },
  },
  {
    when: 'one event crashes, others got through',
    outcome: broken('exited'),
    attempt: { strikes: 3, othersSinceFirst: true },
    next: { kind: 'set-aside', strikes: 4 },
  },
  {
    when: 'one event crashes the fifth time after others got through',
    outcome: broken('exited'),
    attempt: { strikes: 4, othersSinceFirst: true },
    next: { kind: 'dead-letter', reason: 'breaks-worker' },
  },
  {
    when: 'one event crashes the fiftieth time, nothing else got through',
    outcome: broken('crashed'),
    attempt: { broken: 49 },
    next: { kind: 'set-aside', strikes: 0 },
  },
  {
    when: 'one event is late, others got through since it was late last',
    outcome: broken('deadline'),
    attempt: { strikes: 2, othersSinceFirst: true, othersSinceLast: true },
    next: { kind: 'set-aside', strikes: 3 },
  },
  {
    when: 'one event is late, nothing got through since it was late last',
    outcome: broken('deadline'),
    attempt: { strikes: 4, othersSinceFirst: true },
    next: { kind: 'set-aside', strikes: 4 },
  },
  {
    when: 'one event is late, and others are late too',
    outcome: broken('deadline'),
    attempt: { strikes: 4, othersSinceFirst: true, othersSinceLast: true, slowSinceLast: true },
    next: { kind: 'set-aside', strikes: 0 },
  },
  {
    when: 'one event is late the fifth time, others got through each time',
    outcome: broken('deadline'),
    attempt: { strikes: 4, othersSinceFirst: true, othersSinceLast: true },
    next: { kind: 'dead-letter', reason: 'breaks-worker' },
  },
];

describe('afterOutcome', () => {
  test.each(rows)('$when → $next.kind', ({ outcome, attempt, maxAttempts, next }) => {
    const policy = maxAttempts === undefined ? retryDefaults : { ...retryDefaults, maxAttempts };
    expect(afterOutcome(outcome, { ...first, ...attempt }, policy, 0)).toMatchObject(next);
  });
});

test('the backoff lies in the upper half of the wait, whatever chance says', () => {
  expect(backoffMs(4, retryDefaults, 0)).toBe(2000);
  expect(backoffMs(4, retryDefaults, 0.999_999)).toBeCloseTo(4000, 0);
  expect(backoffMs(2000, retryDefaults, 0)).toBe(30_000);
});
