import { toLower, toUpper } from '../text/unicode.ts';

/** Whether a code point is one of a set. */
export type CodeTest = (code: number) => boolean;

/** Places between code points. */
export type Assertion = 'text start' | 'text end' | 'line start' | 'line end' | 'word boundary' | 'no word boundary';

/** A regular expression in its parts (RE2's syntax, as in Go's package regexp/syntax). */
export type Expression =
  | { readonly kind: 'empty' }
  | { readonly kind: 'one'; readonly test: CodeTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly inner: Expression }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  | { readonly kind: 'choice'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'repeat';
      readonly inner: Expression;
      readonly least: number;
      /** Infinity: no end. */
      readonly most: number;
      readonly greedy: boolean;
    };

/** Tests for one code point, in either case where cases are folded. */
export function oneOf(code: number, folds: boolean): CodeTest {
  if (!folds) return (given) => given === code;
  const forms = new Set([code, toLower(code), toUpper(code), toLower(toUpper(code))]);
  return (given) => forms.has(given) || forms.has(toLower(given)) || forms.has(toUpper(given));
}

/** The same test for both cases. */
export function folded(test: CodeTest): CodeTest {
  return (code) => test(code) || test(toLower(code)) || test(toUpper(code));
}

/** Whether an expression can match nothing. */
export function canBeEmpty(expression: Expression): boolean {
  switch (expression.kind) {
    case 'one':
      return false;
    case 'group':
      return canBeEmpty(expression.inner);
    case 'sequence':
      return expression.items.every(canBeEmpty);
    case 'choice':
      return expression.items.some(canBeEmpty);
    case 'repeat':
      return expression.least === 0 || canBeEmpty(expression.inner);
    default:
      return true;
  }
}
