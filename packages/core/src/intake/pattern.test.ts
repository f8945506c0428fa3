import { expect, test } from 'vitest';
import { compilePattern } from './pattern.ts';

function accepts(text: string, value: string): boolean {
  const pattern = compilePattern(text);
  if (pattern.kind === 'fault') throw new Error(pattern.message);
  return pattern.kind === 'exact' ? pattern.value === value : pattern.test(value);
}

test.each([
  ['prod', ['prod'], ['prod-1', 'Prod', '']],
  ['prod-*', ['prod-', 'prod-eu'], ['prod', 'Prod-eu', 'a-prod-eu']],
  ['*-prod', ['eu-prod', '-prod'], ['eu-prod-1', 'prod']],
  ['*', ['', 'anything'], []],
  ['*fail*', ['fail', 'it failed', 'a fail'], ['Fail', 'fai']],
  ['ab*ba', ['abba', 'ab-ba'], ['aba']],
  ['a*b*c', ['abc', 'axxbxxc', 'abbc', 'abcbc'], ['ab', 'abcx', 'xabc']],
  ['*a*b', ['ab', 'xaxb', 'aab'], ['a', 'abx']],
  ['web-?', ['web-1', 'web-😀'], ['web-', 'web-12']],
  ['?', ['x', '😀', '\n'], ['', 'xy']],
  ['a?*', ['ab', 'abc'], ['a']],
  ['**', ['', 'x'], []],
  ['a.c', ['a.c'], ['abc']],
  ['a\\*c', ['a*c'], ['abc']],
  ['\\?', ['?'], ['x']],
  ['\\/var/', ['/var/'], ['var']],
  ['C:\\Temp', ['C:\\Temp'], ['C:Temp']],
  ['multi*line', ['multi\nline'], []],
  ['/^Failed/', ['FailedMount', 'Failed'], ['NotFailed', 'failed']],
  ['/oom/i', ['OOMKilling', 'SystemOom'], ['om']],
  ['/a/b/', ['xa/bx'], ['a', 'b']],
  ['/^(web|api)-\\d+$/', ['web-1', 'api-22'], ['web-', 'web-1x']],
])('the pattern %s', (text, wanted, unwanted) => {
  expect(wanted.filter((value) => !accepts(text, value))).toEqual([]);
  expect(unwanted.filter((value) => accepts(text, value))).toEqual([]);
});

test.each([
  ['/abc', /does not close it; write \/abc\/, or \\\/abc/],
  ['/', /does not close it/],
  ['//', /empty regular expression/],
  ['/a(/', /no regular expression: missing closing \)/],
  ['/[/', /missing closing \]/],
  ['/a(?=b)/', /look-ahead.*under not:/],
  ['/(?<!a)b/', /look-ahead or look-behind/],
  ['/(a)\\1/', /syntax of RE2/],
  ['/a/g', /flags "g".*\/a\/ or \/a\/i/],
  ['/a/ii', /flags "ii"/],
])('the bad pattern %s says what is wrong and what to do', (text, message) => {
  const pattern = compilePattern(text);
  expect(pattern.kind).toBe('fault');
  expect(pattern.kind === 'fault' && pattern.message).toMatch(message);
});

test('a pattern that makes other engines backtrack for ever answers on a long message', () => {
  expect(accepts('/^(a+)+$/', `${'a'.repeat(50_000)}b`)).toBe(false);
  expect(accepts(`${'*a'.repeat(20)}*b`, 'a'.repeat(5_000))).toBe(false);
});
