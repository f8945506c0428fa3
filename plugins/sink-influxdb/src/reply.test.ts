import { expect, it } from 'vitest';
import { readReply } from './reply.ts';

const answer = (status: number, body: string | object = '') =>
  readReply({ status, headers: {}, text: typeof body === 'string' ? body : JSON.stringify(body) }, 3);

it.each([
  [204, '', 'accepted'],
  [200, '', 'accepted'],
  // Version 1, as 1.6.7 answers.
  [400, { error: "unable to parse 'm,a= v=1': missing tag value" }, 'refused'],
  [
    400,
    { error: 'partial write: field type conflict: input field "v" on measurement "m" is type float dropped=1' },
    'refused',
  ],
  [400, { error: 'partial write: max-values-per-tag limit exceeded (100000/100000): dropped=1' }, 'config'],
  [400, { error: 'database is required' }, 'config'],
  [404, { error: 'database not found: "k8s"' }, 'no database'],
  [404, '404 page not found', 'config'],
  [413, { error: 'Request Entity Too Large' }, 'refused'],
  [500, { error: 'retention policy not found: default' }, 'config'],
  [500, { error: 'timeout' }, 'retry'],
  // Version 2.
  [400, { code: 'invalid', message: "unable to parse 'm v=': missing field value" }, 'refused'],
  [404, { code: 'not found', message: 'bucket "k8s" not found' }, 'no database'],
  [404, { code: 'not found', message: 'organization name "ops" not found' }, 'config'],
  [422, { code: 'unprocessable entity', message: 'points beyond retention policy dropped' }, 'refused'],
  [500, { code: 'internal error', message: 'engine closed' }, 'retry'],
  // Version 3.
  [
    400,
    { error: 'partial write of line protocol occurred', data: [{ line_number: 2, error_message: 'x' }] },
    'partial',
  ],
  [
    400,
    { error: 'partial write of line protocol occurred', data: [{ line_number: 4, error_message: 'x' }] },
    'refused',
  ],
  [400, { error: 'partial write of line protocol occurred' }, 'refused'],
])('%i %j means %s', (status, body, kind) => {
  expect(answer(status, body).kind).toBe(kind);
});

it('version 3 counts lines from 1', () => {
  const data = [{ original_line: 'm v=', line_number: 3, error_message: 'no value' }];
  expect(answer(400, { error: 'partial write of line protocol occurred', data })).toEqual({
    kind: 'partial',
    lines: new Map([[2, 'no value']]),
  });
});
