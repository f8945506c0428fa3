import { expect, it } from 'vitest';
import { readReply } from './reply.ts';

const read = (body: object, count: number) =>
  readReply({ status: 200, headers: {}, text: JSON.stringify(body) }, count, (text) => text);

it.each([
  ['without entries', { FailedEntryCount: 0 }],
  ['with an empty list of entries', { FailedEntryCount: 0, EntryList: [] }],
])('an answer that counts no failures says that all were taken, %s', (_what, body) => {
  expect(read(body, 2)).toEqual([undefined, undefined]);
});

it.each([
  ['counts a failure and names none', { FailedEntryCount: 1, EntryList: [] }],
  ['has entries of another request', { FailedEntryCount: 0, EntryList: [{ EventId: 'a' }] }],
  ['counts nothing', {}],
])('an answer that %s says nothing', (_what, body) => {
  expect(() => read(body, 2)).toThrow('does not say what became of the events');
});
