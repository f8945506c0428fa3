import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { split, truncate } from './index.ts';

const options = { seed: 1, numRuns: 300 };
const text = fc.string({ unit: 'binary', maxLength: 60 });
const bytesOf = (value: string) => Buffer.byteLength(value);

describe('truncate', () => {
  it.each([
    ['short', 10, {}, 'short'],
    ['exactly', 7, {}, 'exactly'],
    ['too long a text', 8, {}, 'too lon…'],
    ['🚨🚨🚨', 2, {}, '🚨…'],
    ['事件事件', 9, { unit: 'bytes' }, '事件…'],
    ['🚨🚨🚨', 11, { unit: 'bytes' }, '🚨🚨…'],
    ['🚨🚨🚨', 12, { unit: 'bytes' }, '🚨🚨🚨'],
    ['abcdef', 2, { ellipsis: '...' }, 'ab'],
    ['abcdef', 5, { ellipsis: '...' }, 'ab...'],
    ['abc', 0, {}, ''],
  ] as const)('%j to %i %o is %j', (value, limit, how, expected) => {
    expect(truncate(value, limit, how)).toBe(expected);
  });

  it('never exceeds the limit, never cuts a character, keeps what fits', () => {
    fc.assert(
      fc.property(text, fc.nat(80), fc.constantFrom('bytes' as const, 'characters' as const), (value, limit, unit) => {
        const size = unit === 'bytes' ? bytesOf : (one: string) => Array.from(one).length;
        const short = truncate(value, limit, { unit });
        expect(size(short)).toBeLessThanOrEqual(limit);
        expect(short.isWellFormed()).toBe(value.isWellFormed());
        if (size(value) <= limit) expect(short).toBe(value);
      }),
      options,
    );
  });
});

describe('split', () => {
  it('cuts after a line break where there is one', () => {
    expect(split('one\ntwo\nthree four', 8)).toEqual(['one\ntwo\n', 'three fo', 'ur']);
  });

  it('loses nothing, and no part exceeds the limit', () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 4, max: 20 }),
        fc.constantFrom('bytes' as const, 'characters' as const),
        (value, limit, unit) => {
          const parts = split(value, limit, unit);
          expect(parts.join('')).toBe(value);
          for (const part of parts)
            expect(unit === 'bytes' ? bytesOf(part) : Array.from(part).length).toBeLessThanOrEqual(limit);
        },
      ),
      options,
    );
  });

  it('takes a long text without a line break in one go: the square of its length would take minutes', () => {
    const long = 'x'.repeat(4 * 1024 * 1024);
    const parts = split(long, 20, 'bytes');
    expect([parts.length, parts.join('') === long]).toEqual([Math.ceil(long.length / 20), true]);
  }, 30_000);

  it('says when a single character does not fit', () => {
    expect(() => split('🚨', 3, 'bytes')).toThrow('too small for one character');
  });
});
