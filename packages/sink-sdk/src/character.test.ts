import fc from 'fast-check';
import { expect, it } from 'vitest';
import { split, truncate } from './index.ts';

const family = '👨‍👩‍👧';

it.each([
  ['a family', `ab${family}`, 5, 'ab…'],
  ['a flag', 'ab🇨🇭cd', 4, 'ab…'],
  ['an accent', 'abe\u0301cd', 4, 'ab…'],
  ['a keycap', 'ab5️⃣cd', 4, 'ab…'],
  ['Hangul', 'ab각c', 4, 'ab…'],
  ['a line end', 'ab\r\ncd', 4, 'ab…'],
  ['CJK', '事件事件事件', 4, '事件事…'],
])('%s stays whole', (_name, value, limit, expected) => {
  expect(truncate(value.normalize('NFD'), limit)).toBe(expected.normalize('NFD'));
});

it('what does not fit even alone is cut between code points', () => {
  expect(truncate(family, 3, { ellipsis: '' })).toBe('👨\u200d👩');
  expect(split(`${family}${family}`, 18, 'bytes')).toEqual([family, family]);
  expect(split(family, 8, 'bytes').join('')).toBe(family);
});

it('a text of nothing else is cut quickly and where a character begins', () => {
  const short = truncate(family.repeat(10_000), 20_000, { ellipsis: '' });
  expect(short.length % family.length).toBe(0);
});

it('any cut lies where a character begins, as long as one fits', () => {
  const whole = new Intl.Segmenter('en');
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.integer({ min: 40, max: 300 }),
      (value, limit) => {
        const starts = new Set([...whole.segment(value)].map(({ index }) => index));
        let end = 0;
        for (const part of split(value.replaceAll('\n', ' '), limit, 'bytes')) {
          end += part.length;
          expect(end === value.length || starts.has(end)).toBe(true);
        }
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});
