import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from './json-fault.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return false;
  }
}

describe('jsonFault', () => {
  it('finds none in JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
        expect(jsonFault(JSON.stringify(value, null, indent))).toBeUndefined();
      }),
      { seed: 1 },
    );
  });

  it('agrees with JSON.parse on damaged JSON', () => {
    const characters = fc.constantFrom(
      '"',
      '\\',
      ',',
      ':',
      '{',
      '}',
      '[',
      ']',
      '1',
      '-',
      '.',
      'e',
      ' ',
      '\n',
      't',
      'null',
      '\u00a0',
    );
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 2 }),
        fc.nat(),
        characters,
        fc.boolean(),
        (value, seed, character, insert) => {
          const json = JSON.stringify(value);
          const at = seed % (json.length + 1);
          const damaged = json.slice(0, at) + character + json.slice(insert ? at : at + 1);
          expect([damaged, jsonFault(damaged) === undefined]).toEqual([damaged, parses(damaged)]);
        },
      ),
      { seed: 1, numRuns: 3000 },
    );
  });

  it.each([
    ['{"a": }', 6, 'expected value, found "}"'],
    ['{"a": 1,}', 8, 'expected a quoted key, found "}"'],
    ['{"a" 1}', 5, 'expected :, found "1}"'],
    ['{"a": 1', 7, 'expected "," or "}", found the end'],
    ['[1 2]', 3, 'expected "," or "]", found "2]"'],
    ['{"a": tru}', 6, 'expected value, found "tru}"'],
    ['{} x', 3, 'expected the end, found "x"'],
    ['', 0, 'expected value, found the end'],
  ])('%s', (text, offset, message) => {
    expect(jsonFault(text)).toEqual({ offset, message });
  });
});
