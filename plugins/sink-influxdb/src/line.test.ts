import { expect, it } from 'vitest';
import { lineOf } from './line.ts';

const rules = { fieldBytes: 10, lineFeeds: false };
const point = { measurement: 'm', tags: {}, fields: { n: 1 }, time: 5n };

it.each([
  ['a number', {}, 'm n=1i 5'],
  ['comma and space in the measurement', { measurement: 'a, b=c' }, 'a\\,\\ b=c n=1i 5'],
  ['comma, equals and space in tags', { tags: { 'k, =': 'v, =' } }, 'm,k\\,\\ \\==v\\,\\ \\= n=1i 5'],
  ['tags in the order of their names', { tags: { b: '2', a: '1' } }, 'm,a=1,b=2 n=1i 5'],
  ['an empty tag, which is left out', { tags: { a: '', b: '2' } }, 'm,b=2 n=1i 5'],
  ['a tag with a backslash at its end', { tags: { a: 'C:\\\\' } }, 'm,a=C: n=1i 5'],
  ['a tag of backslashes only', { tags: { a: '\\' } }, 'm n=1i 5'],
  ['a backslash within a tag', { tags: { a: 'C:\\d' } }, 'm,a=C:\\d n=1i 5'],
  ['a tag of several lines', { tags: { a: 'x\r\ny' } }, 'm,a=x\\ y n=1i 5'],
  ['quotes and backslashes in a text', { fields: { t: '"\\n"' } }, 'm t="\\"\\\\n\\"" 5'],
  ['a line feed in a text', { fields: { t: 'x\ny' } }, 'm t="x\\\\ny" 5'],
  ['an empty text', { fields: { t: '' } }, 'm t="" 5'],
  ['a text that is too long', { fields: { t: '事事事事' } }, 'm t="事事…" 5'],
])('%s', (_what, parts, line) => {
  expect(lineOf({ ...point, ...parts }, rules)).toBe(line);
});

it('a line feed stays in a text of version 1', () => {
  expect(lineOf({ ...point, fields: { t: 'x\ny' } }, { ...rules, lineFeeds: true })).toBe('m t="x\ny" 5');
});
