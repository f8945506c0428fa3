import { expect, test } from 'vitest';
import {
  afterAnswer,
  afterFailure,
  attemptInMs,
  attempting,
  type Circuit,
  circuitDefaults,
  closed,
} from './circuit.ts';

const now = 1_000_000;
const fail = (circuit: Circuit, probe = false) => afterFailure(circuit, probe, circuitDefaults, now, 0);
const failTimes = (times: number) => Array.from({ length: times }).reduce<Circuit>((circuit) => fail(circuit), closed);

test('stays closed up to four failures in a row', () => {
  expect(failTimes(4)).toEqual({ state: 'closed', failures: 4 });
});

test('opens at the fifth', () => {
  expect(failTimes(5)).toEqual({ state: 'open', failures: 5, until: now + 2500 });
});

test('an answer in between starts the count anew', () => {
  expect(fail(afterAnswer(failTimes(4)))).toEqual({ state: 'closed', failures: 1 });
});

test('the probe is due after the wait, and alone', () => {
  const open = failTimes(5);
  expect(attemptInMs(open, now + 1000)).toBe(1500);
  expect(attemptInMs(open, now + 2500)).toBe(0);
  const probing = attempting(open);
  expect(probing).toEqual({ state: 'probing', failures: 5 });
  expect(attemptInMs(probing, now + 1_000_000)).toBe(Number.POSITIVE_INFINITY);
});

test('a closed circuit stays so when an attempt is made', () => {
  expect(attempting(failTimes(2))).toEqual({ state: 'closed', failures: 2 });
});

test('a probe that fails opens it again, for twice as long, up to a minute', () => {
  const waits: number[] = [];
  let circuit = failTimes(5);
  for (let round = 0; round < 6; round += 1) {
    circuit = fail(attempting(circuit), true);
    waits.push(attemptInMs(circuit, now));
  }
  expect(waits).toEqual([5000, 10_000, 20_000, 30_000, 30_000, 30_000]);
});

test('a probe that succeeds closes it', () => {
  expect(afterAnswer(attempting(failTimes(5)))).toEqual(closed);
});

test('a straggler that fails neither opens it longer nor ends the probe', () => {
  const open = failTimes(5);
  expect(fail(open)).toBe(open);
  const probing = attempting(open);
  expect(fail(probing)).toBe(probing);
});

test('chance spreads the probes over the second half of the wait', () => {
  const open = afterFailure({ state: 'closed', failures: 4 }, false, circuitDefaults, now, 0.5);
  expect(attemptInMs(open, now)).toBe(3750);
});
