import { expect, it } from 'vitest';
import { flatten } from './flatten.ts';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

it.each([
  [
    'an error with a code',
    Object.assign(new TypeError('no'), { code: 'E_NO' }),
    { name: 'TypeError', code: 'E_NO', message: 'no' },
  ],
  ['a numeric code', Object.assign(new Error('no'), { code: 7 }), { code: '7' }],
  [
    'a chain of causes',
    new Error('outer', { cause: named('Inner', 'inner') }),
    { message: 'outer', cause: { name: 'Inner', message: 'inner' } },
  ],
  [
    'a cause that is no error',
    new Error('outer', { cause: 'text' }),
    { cause: { name: 'NonError', message: "threw no error but 'text'" } },
  ],
  [
    'several reasons, no message',
    Object.assign(new AggregateError([new Error('::1 refused')]), { code: 'ECONNREFUSED' }),
    { message: 'AggregateError ECONNREFUSED', cause: { message: '::1 refused' } },
  ],
  ['a revoked proxy', revoked(), { name: 'NonError', code: 'KH_SINK_THREW' }],
  ['a function', () => 1, { name: 'NonError' }],
  ['a number', 7, { message: 'threw no error but 7' }],
])('%s becomes plain data', (_what, thrown, flat) => {
  const result = flatten(thrown);
  expect(result).toMatchObject(flat);
  expect(structuredClone(result)).toEqual(result);
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

it('a cause of itself ends after a few', () => {
  const error = new Error('round');
  error.cause = error;
  expect(JSON.stringify(flatten(error)).match(/"message"/g)).toHaveLength(5);
});

it('is bounded in size', () => {
  const error = Object.assign(new Error('x'.repeat(1e6)), { name: 'n'.repeat(1e6), code: 'c'.repeat(1e6) });
  expect(JSON.stringify(flatten(error)).length).toBeLessThan(20_000);
});
