import { describe, expect, it } from 'vitest';
import { cellsOf, oneLine, table } from './table.ts';
import { widthOf } from './terminal.ts';

const rows = [
  ['name', 'text'],
  ['a', 'the quick brown fox jumps over the lazy dog'],
  ['longer', 'x'.repeat(60)],
];

describe('a table', () => {
  it('has a line per row when nothing limits it, however long, and no blanks at the end', () => {
    expect(table(rows)).toBe(
      `name    text\na       the quick brown fox jumps over the lazy dog\nlonger  ${'x'.repeat(60)}\n`,
    );
  });

  it.each([80, 40, 24])('stays within %i cells, and loses nothing', (width) => {
    const lines = table(rows, width).split('\n').slice(0, -1);
    expect(Math.max(...lines.map(cellsOf))).toBeLessThanOrEqual(width);
    const text = lines
      .map((line) => line.slice(8))
      .join(' ')
      .replace(/\s+/g, ' ');
    expect(text).toContain('the quick brown fox jumps over the lazy dog');
    expect(text.replaceAll(' ', '')).toContain('x'.repeat(60));
  });

  it('keeps its columns in line below wide characters', () => {
    const [first = '', second = ''] = table([
      ['钉钉', 'a'],
      ['abcd', 'B'],
    ]).split('\n');
    expect(cellsOf(first.slice(0, first.indexOf('a')))).toBe(second.indexOf('B'));
  });

  it('does not choke on a terminal that is too narrow for anything', () => {
    expect(table(rows, 3)).toContain('quick');
  });
});

it('a text of a plugin cannot steer the terminal', () => {
  expect(oneLine('a\u001b[31m\r\nb\u2028c\td')).toBe('a [31m b c d');
});

it.each([
  [{ isTTY: true, columns: 90 }, 90],
  [{ isTTY: true, columns: 0 }, undefined],
  [{ columns: 90 }, undefined],
  [{}, undefined],
])('the width of %o', (stream, expected) => {
  expect(widthOf(stream)).toBe(expected);
});
