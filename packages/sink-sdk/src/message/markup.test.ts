import { expect, it } from 'vitest';
import { markdown } from './index.ts';

it.each([
  ['===', '\\==='],
  ['  =  ', '  \\=  '],
  ['---', '\\---'],
  ['-- -', '\\-- -'],
  ['- - -', '\\- - -'],
  ['-', '\\-'],
  ['- x', '\\- x'],
  ['   -\tx', '   \\-\tx'],
  ['+ x', '\\+ x'],
  ['1. x', '1\\. x'],
  ['  12) x', '  12\\) x'],
  ['123456789.', '123456789\\.'],
  ['* x', '\\* x'],
  ['# x', '\\# x'],
  ['first\n===\r\n- x\n1. y', 'first\n\\===\r\n\\- x\n1\\. y'],
  ['a\n\n    in_dented', 'a\n\n\u00a0\u00a0\u00a0\u00a0in\\_dented'],
  ['\tat x', '\u00a0\u00a0\u00a0\u00a0at x'],
])('what begins a block is text: %j', (text, expected) => {
  expect(markdown.escape(text)).toBe(expected);
});

it.each([
  '-5 degrees',
  '+1',
  '=x',
  '== x',
  '--flag',
  '1.5 s',
  '1.x',
  '10.0.0.1:80',
  '1234567890. x',
  '. x',
  ') x',
  'a - b + c 1. d',
  'x ===',
  'a\n   b',
  '2026-11-21 12:33:38 +08:00',
  '    ',
])('what begins none has no backslash for a destination to show: %j', (text) => {
  expect(markdown.escape(text)).toBe(text);
});
