import { expect, it } from 'vitest';
import { ConfigError, RejectedError, RetryableError } from './index.ts';

const all = [new RetryableError('later', { retryAfterMs: 5 }), new RejectedError('no'), new ConfigError('wrong')];
const guards = [RetryableError.is, RejectedError.is, ConfigError.is];

it('each guard knows its own error only', () => {
  expect(all.map((error) => guards.map((is) => is(error)))).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ]);
});

it('a guard knows an error of another copy of the SDK, and no stranger', () => {
  const foreign = Object.assign(new Error('later'), { [Symbol.for('kubeherald.sink.error')]: 'retry' });
  expect(RetryableError.is(foreign)).toBe(true);
  for (const stranger of [undefined, null, 'retry', new Error('x'), { code: 'KH_SINK_RETRY' }]) {
    expect(guards.some((is) => is(stranger))).toBe(false);
  }
});

it('an error has a stable code, a name, its cause and the wait', () => {
  const cause = new Error('reset');
  expect(all.map(({ name, code }) => [name, code])).toEqual([
    ['RetryableError', 'KH_SINK_RETRY'],
    ['RejectedError', 'KH_SINK_REJECTED'],
    ['ConfigError', 'KH_SINK_CONFIG'],
  ]);
  expect(new RetryableError('later', { cause, retryAfterMs: 5 })).toMatchObject({
    cause,
    retryAfterMs: 5,
    message: 'later',
  });
});
