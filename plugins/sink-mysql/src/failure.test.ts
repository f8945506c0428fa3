import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { expect, it } from 'vitest';
import { meaningOf, translate } from './failure.ts';

const said = (fields: object): Error => Object.assign(new Error('said'), fields);

it.each([
  [1040, '08004', 'retry'],
  [1045, '28000', 'config'],
  [1049, '42000', 'config'],
  [1053, '08S01', 'retry'],
  [1142, '42000', 'config'],
  [1146, '42S02', 'structure'],
  [1153, '08S01', 'large'],
  [1205, 'HY000', 'retry'],
  [1213, '40001', 'retry'],
  [1226, '42000', 'retry'],
  [1264, '22003', 'row'],
  [1290, 'HY000', 'retry'],
  [1364, 'HY000', 'config'],
  [1366, 'HY000', 'row'],
  [1406, '22001', 'row'],
  [1452, '23000', 'row'],
  [1644, '45000', 'row'],
  [3819, 'HY000', 'row'],
  [4025, '23000', 'row'],
  [9999, 'HY000', 'retry'],
])('error %i (%s) means %s', (errno, sqlState, kind) => {
  expect(meaningOf(said({ errno, sqlState })).kind).toBe(kind);
});

it('becomes one of the three errors, with what to do and without the statement', () => {
  const options = { errno: 1045, sqlState: '28000', code: 'ER_ACCESS_DENIED_ERROR', sql: 'INSERT secret' };
  const wrong = translate(said(options), 'db:3306/k8s');
  expect(ConfigError.is(wrong)).toBe(true);
  expect(wrong.message).toBe('db:3306/k8s said ER_ACCESS_DENIED_ERROR (1045): said; check user and password');
  expect(wrong.cause).toBeUndefined();
  expect(RejectedError.is(translate(said({ errno: 1153 }), 'db'))).toBe(true);
  const down = translate(said({ code: 'ECONNREFUSED', errno: -111 }), 'db');
  expect(RetryableError.is(down)).toBe(true);
  expect(down.message).toContain('nothing listens there');
});
