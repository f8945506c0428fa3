import { compilePattern } from './pattern.ts';

/** What a field accepts: one pattern or several, of which one must match. See {@link compilePattern} for their forms. */
export type Patterns = string | readonly string[];

/** Whether a value is accepted. */
export type Accepts = (value: string) => boolean;

/**
 * Compiles the patterns of one field. `spellings`: values that are always written so; a name that differs in case alone is a mistake.
 * `report` gets what is wrong, with the place within the field: `''`, or `/1` for the
 * second of a list; the answer is then of no use.
 */
export function compilePatterns(
  patterns: Patterns,
  allow: { readonly mayBeEmpty: boolean; readonly spellings?: readonly string[] },
  report: (at: string, message: string) => void,
): Accepts {
  const entries = typeof patterns === 'string' ? [patterns] : patterns;
  if (entries.length === 0) report('', 'the list is empty, so it decides nothing; list a pattern or remove the field');
  const exact = new Set<string>();
  const tests: Accepts[] = [];
  for (const [index, entry] of entries.entries()) {
    const at = typeof patterns === 'string' ? '' : `/${index}`;
    if (entry === '' && !allow.mayBeEmpty) {
      report(at, 'the pattern is empty; expected a name, a glob such as web-*, or /a regular expression/');
      continue;
    }
    const pattern = compilePattern(entry);
    if (pattern.kind === 'exact') {
      const meant = allow.spellings?.find((one) => one.toLowerCase() === pattern.value.toLowerCase());
      if (meant !== undefined && meant !== pattern.value)
        report(at, `no event has ${pattern.value}: Kubernetes writes ${meant}; write ${meant}`);
      const near = meant ?? allow.spellings?.find((one) => isSlip(pattern.value.toLowerCase(), one.toLowerCase()));
      if (meant === undefined && near !== undefined)
        report(at, `did you mean ${near}? For events with exactly ${pattern.value} write /^${pattern.value}$/`);
      exact.add(pattern.value);
    }
    if (pattern.kind === 'test') tests.push(pattern.test);
    if (pattern.kind === 'fault') report(at, pattern.message);
  }
  return anyOf(exact, tests);
}

/** Shorter beginnings of a name may be names of their own. */
const leastBeginning = 4;

/** Whether `word` is `name` cut short (`warn`), with an ending (`warnings`), with a letter missing, or with two swapped. */
function isSlip(word: string, name: string): boolean {
  if (name.startsWith(word)) return word.length >= leastBeginning;
  if (word.startsWith(name)) return word.length <= name.length + 2;
  for (let at = 0; at < name.length; at++) {
    const [before, letter, next] = [name.slice(0, at), name.charAt(at), name.charAt(at + 1)];
    const without = before + name.slice(at + 1);
    const swapped = before + next + letter + name.slice(at + 2);
    if (word === without || word === swapped) return true;
  }
  return false;
}

/** The names first: a look-up in a set is cheaper than any test. */
function anyOf(exact: ReadonlySet<string>, tests: readonly Accepts[]): Accepts {
  const [only] = exact;
  const named: Accepts =
    exact.size === 1 && only !== undefined ? (value) => value === only : (value) => exact.has(value);
  const [test] = tests;
  if (test === undefined) return named;
  if (tests.length === 1) return exact.size === 0 ? test : (value) => named(value) || test(value);
  return (value) => named(value) || tests.some((each) => each(value));
}
