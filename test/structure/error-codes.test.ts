import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sources } from './imports.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const texts = sources(root, ['packages/core', 'packages/sink-host', 'packages/sink-sdk', 'packages/cli']).map((file) =>
  readFileSync(join(root, file), 'utf8'),
);
const found = (pattern: RegExp) => texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));

/** Every code in the sources. */
const raised = [...new Set(found(/'(KH_[A-Z_]+)'/g))].sort();
/** Where codes are given their names: the tables of each package, and the classes of the SDK. */
const declared = found(/^\s*(?:(?!code\b)\w+: |readonly code = )'(KH_[A-Z_]+)'[,;]$/gm);

/** The rows of the marked table in README: code, meaning, what to do. */
function documented(): string[][] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, block = ''] = /<!-- error codes -->\n([\s\S]*?)<!-- end of error codes -->/.exec(readme) ?? [];
  return block
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const codeOf = (row: readonly string[]) => row[0]?.replaceAll('`', '') ?? '';

describe('error codes', () => {
  it('are all in the table of README, and no others are', () => {
    expect(raised.length).toBeGreaterThan(20);
    expect(documented().map(codeOf)).toEqual(raised);
  });

  it('each have a meaning and something to do', () => {
    for (const row of documented()) {
      expect(row, codeOf(row)).toHaveLength(3);
      for (const cell of row) expect(cell, codeOf(row)).not.toBe('');
    }
  });

  it('are declared once', () => {
    expect(declared.length).toBeGreaterThan(20);
    expect(declared.filter((code, index) => declared.indexOf(code) !== index)).toEqual([]);
  });
});
