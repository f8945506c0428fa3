import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { MongoCompatibilityError, MongoServerError } from 'mongodb';
import { expect, it } from 'vitest';
import { meaningOf, translate } from './failure.ts';

it.each([
  [13, 'config'],
  [18, 'config'],
  [64, 'retry'],
  [91, 'retry'],
  [112, 'retry'],
  [121, 'rejected'],
  [166, 'config'],
  [10107, 'retry'],
  [10334, 'rejected'],
  [11600, 'retry'],
])('error %i means %s', (code, kind) => {
  expect(meaningOf(code).kind).toBe(kind);
});

const same = (text: string) => text;

it('becomes one of the three errors', () => {
  expect(ConfigError.is(translate(new MongoServerError({ message: 'm', code: 18 }), 'w', same))).toBe(true);
  expect(RejectedError.is(translate(new MongoServerError({ message: 'm', code: 121 }), 'w', same))).toBe(true);
  expect(RetryableError.is(translate(new Error('m'), 'w', same))).toBe(true);
});

it('a server that is too old, found when one was to be selected, is told as such', () => {
  const selection = new Error('no server', { cause: new MongoCompatibilityError('reports maximum wire version 8') });
  expect(translate(selection, 'w', same)).toSatisfy(ConfigError.is);
});
