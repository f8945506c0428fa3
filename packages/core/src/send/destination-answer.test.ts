import type { Outcome } from '@kubeherald/sink-host';
import { expect, it } from 'vitest';
import { hider, secretsIn } from '../hide.ts';
import { answerOf } from './destination-answer.ts';

const flat = { name: 'hunter2Error', code: 'KH_hunter2', message: 'no: hunter2', stack: 'hunter2 at' };
const error = { name: '[redacted]Error', code: 'KH_[redacted]', message: 'no: [redacted]' };

it.each<[string, Outcome, object]>([
  ['accepted', { kind: 'accepted' }, { kind: 'accepted' }],
  ['told', { kind: 'accepted', answer: '200 for hunter2' }, { kind: 'accepted', said: '200 for [redacted]' }],
  ['unchecked', { kind: 'accepted', checked: false }, { kind: 'unchecked' }],
  ['to be tried again', { kind: 'retry', retryAfterMs: 7, error: flat }, { kind: 'retry', error, retryAfterMs: 7 }],
  ['refused', { kind: 'rejected', error: flat }, { kind: 'rejected', error }],
  ['misconfigured', { kind: 'misconfigured', error: flat }, { kind: 'misconfigured', error }],
  ['broken', { kind: 'broken', reason: 'memory', error: flat }, { kind: 'broken', error }],
  [
    'refused alone',
    { kind: 'partial', refusals: [{ index: 0, retry: false, error: flat }] },
    { kind: 'rejected', error },
  ],
  ['held alone', { kind: 'partial', refusals: [{ index: 0, retry: true, error: flat }] }, { kind: 'retry', error }],
])('an outcome that is %s, without stack and secrets', (_name, outcome, expected) => {
  expect(answerOf(outcome, hider(['hunter2', 'no']))).toEqual(expected);
});

it('secrets are found where the schema marks them, in parts, lists and forms', () => {
  const schema = {
    type: 'object',
    properties: {
      url: { type: 'string', secret: true },
      name: { type: 'string' },
      headers: { type: 'object', secret: true },
      auth: { anyOf: [{ type: 'string' }, { type: 'object', properties: { token: { secret: true } } }] },
      list: { type: 'array', items: { type: 'object', properties: { key: { secret: true } } } },
    },
  };
  const options = { url: 'u', name: 'n', headers: { a: 'h' }, auth: { token: 't' }, list: [{ key: 'k' }], other: 'o' };
  expect(secretsIn(schema, options)).toEqual(['u', 'h', 't', 'k']);
});
