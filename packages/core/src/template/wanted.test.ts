import { expect, it } from 'vitest';
import type { ConfigMapState } from '../source/index.ts';
import { wantedTexts } from './wanted.ts';

const reference = { namespace: 'n', name: 'map', key: 'content' };
const good = new Map([['n/map/content', 'good']]);
const none = new Map<string, string>();

it.each<[string, ConfigMapState | undefined, ReadonlyMap<string, string>, string | undefined, string | undefined]>([
  ['there', { kind: 'found', data: { content: 'new' } }, good, 'new', undefined],
  ['empty', { kind: 'found', data: { content: '' } }, good, '', undefined],
  ['without its key', { kind: 'found', data: { b: '', a: '' } }, good, 'good', 'has no key "content" (it has a, b)'],
  ['without any', { kind: 'found', data: {} }, none, undefined, 'has no key "content" (it is empty)'],
  ['inherited only', { kind: 'found', data: {} }, none, undefined, 'has no key'],
  ['missing', { kind: 'missing' }, good, 'good', 'the ConfigMap n/map does not exist'],
  ['forbidden', { kind: 'forbidden', message: 'Grant it.' }, none, undefined, 'may not be read. Grant it.'],
  ['not reached', { kind: 'unreachable', message: 'reset' }, none, undefined, 'cannot be read: reset'],
  ['not reached any more', { kind: 'unreachable', message: 'reset' }, good, 'good', undefined],
  ['not read yet', undefined, none, undefined, 'has not been read yet'],
  ['not read yet in another config', undefined, good, 'good', undefined],
])('a template that is %s', (_what, state, before, text, problem) => {
  const wanted = wantedTexts([reference], () => state, before);
  expect(wanted.texts.get('n/map/content')).toBe(text);
  expect(wanted.problems).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
});
