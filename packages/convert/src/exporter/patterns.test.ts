import { compileMatch } from '@kubeherald/core';
import { normaliseEvent } from '@kubeherald/sink-sdk';
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { allOf } from './patterns.ts';

test.each<[string[], ReturnType<typeof allOf>]>([
  [[], []],
  [['.*', ''], []],
  [['shop'], ['/shop/']],
  [['^shop$'], ['shop']],
  [['^(?:a|b)$', 'a'], ['a']],
  [['^a$', '^b$'], 'never'],
  [['shop', 'shop'], ['/shop/']],
  [['shop', 'sh'], ['/shop/']],
  [['web|api', 'web|api|db'], ['/web|api/']],
  [['a|b', 'b|a'], ['/a|b/']],
  [['^sh', 'op$'], undefined],
  [['*test*', '^a$'], 'never'],
  [['^warning$'], ['/^warning$/']],
  [['^a.b$'], ['/^a.b$/']],
])('%j becomes %j', (expressions, expected) => {
  expect(allOf(expressions)).toEqual(expected);
});

it('wants what all expressions are found in', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', '|', '^', '$', '(', ')', '.', '[', ']', '*'),
    minLength: 1,
    maxLength: 6,
  });
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '.', '|'), maxLength: 4 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), fc.array(value, { maxLength: 8 }), (words, values) => {
      const all = allOf(words);
      if (all === undefined) return;
      for (const one of values) {
        const found = words.every((expression) => matches(expression, one));
        expect(all !== 'never' && (all.length === 0 || wants(all, one)), `${JSON.stringify(words)} in "${one}"`).toBe(
          found,
        );
      }
    }),
    { numRuns: 1500, seed: 6 },
  );
});

/** By the daemon's own match, with the expression as it is. */
function matches(expression: string, value: string): boolean {
  const compiled = compileMatch({ messages: `/${expression}/` });
  return compiled.kind === 'compiled' && compiled.match.decide(withMessage(value)) === 0;
}

function wants(entries: readonly string[], value: string): boolean {
  const compiled = compileMatch({ messages: entries });
  if (compiled.kind === 'faulty') throw new Error(JSON.stringify(compiled.faults));
  return compiled.match.decide(withMessage(value)) === 0;
}

function withMessage(message: string) {
  const metadata = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-21T00:00:00Z' };
  return normaliseEvent({ metadata, message, involvedObject: {} }, { cluster: '', change: 'added' });
}
