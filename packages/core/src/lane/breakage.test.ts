import { expect, test } from 'vitest';
import { type BreakReason, speaksAgainstSink } from './breakage.ts';
import type { Attempt } from './decision.ts';

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

interface Row {
  readonly when: string;
  readonly reason: BreakReason;
  readonly attempt?: Partial<Attempt>;
  readonly against: boolean;
}

const rows: readonly Row[] = [
  {
    when: 'a sink that does not open',
    reason: 'open-failed',
    attempt: { events: 9, othersSinceFirst: true },
    against: true,
  },
  { when: 'a batch that crashes', reason: 'crashed', attempt: { events: 9 }, against: false },
  { when: 'a batch that is late', reason: 'deadline', attempt: { events: 2 }, against: false },
  { when: 'one event that crashes', reason: 'memory', against: true },
  {
    when: 'one event that crashes again, nothing else got through',
    reason: 'exited',
    attempt: { broken: 7 },
    against: true,
  },
  {
    when: 'one event that crashes, others got through',
    reason: 'crashed',
    attempt: { othersSinceFirst: true },
    against: false,
  },
  { when: 'one event that is late', reason: 'deadline', attempt: { othersSinceFirst: true }, against: true },
  {
    when: 'one event that is late, others got through since it was late last',
    reason: 'deadline',
    attempt: { othersSinceFirst: true, othersSinceLast: true },
    against: false,
  },
  {
    when: 'one event that is late, and others are late too',
    reason: 'deadline',
    attempt: { othersSinceFirst: true, othersSinceLast: true, slowSinceLast: true },
    against: true,
  },
];

test.each(rows)('$when speaks against the sink: $against', ({ reason, attempt, against }) => {
  expect(speaksAgainstSink(reason, { ...first, ...attempt })).toBe(against);
});
