import { RE2JS, RE2JSException } from 're2js';

/**
 * What several expressions must all find in one value, as entries of a match of which one must match. `never`: nothing has all.
 * Undefined: no list of entries says it, for RE2 has no look-ahead.
 */
export function allOf(expressions: readonly string[]): readonly string[] | 'never' | undefined {
  const asked = [...new Set(expressions)].filter((one) => !findsAnything(one));
  if (asked.some((one) => compiled(one) === undefined)) return 'never';
  const exact = asked.map(namesOf).filter((names) => names !== undefined);
  const [first] = exact;
  if (first !== undefined) {
    const names = first.filter((name) => asked.every((one) => compiled(one)?.test(name) === true));
    return names.length === 0 ? 'never' : names;
  }
  const needed = asked.filter((one) => !asked.some((other) => other !== one && implies(other, one)));
  const [only] = needed;
  if (only === undefined) return [];
  return needed.length === 1 ? [anywhere(only)] : undefined;
}

/** An expression as an entry of a match: found anywhere in the value; or the names, when it can be no others. */
export function entriesOf(expression: string): readonly string[] {
  return namesOf(expression) ?? [anywhere(expression)];
}

/** Whether Go takes an expression. The exporter never matches one that it does not take, and says nothing. */
export function isValid(expression: string): boolean {
  return compiled(expression) !== undefined;
}

/** Whether an expression is found in every value. */
export function findsAnything(expression: string): boolean {
  return expression === '' || expression === '.*' || expression === '^' || expression === '$';
}

function anywhere(expression: string): string {
  return `/${expression}/`;
}

const cache = new Map<string, RE2JS | undefined>();

function compiled(expression: string): RE2JS | undefined {
  if (!cache.has(expression)) cache.set(expression, compile(expression));
  return cache.get(expression);
}

function compile(expression: string): RE2JS | undefined {
  try {
    return RE2JS.compile(expression);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

/** Letters that stand for themselves in an expression and in a glob. */
const plain = /^[A-Za-z0-9_-]+$/;

/** `^Pod$`, `^(Pod|Job)$`: the names. */
function namesOf(expression: string): readonly string[] | undefined {
  const [, single, several] = /^\^(?:([^()|]+)|\((?:\?:)?([^()]+)\))\$$/.exec(expression) ?? [];
  const names = (single ?? several)?.split('|');
  // `warning` would be refused: no event has it. As an expression it stays what it was, and finds nothing.
  const isTaken = names?.every(
    (name) => plain.test(name) && !/^(warning|normal)$/i.test(name.replace(/^(Warning|Normal)$/, '')),
  );
  return isTaken === true ? names : undefined;
}

/** `Pod|Job`: the texts of which one must be found. */
function textsOf(expression: string): readonly string[] | undefined {
  const [, inner = expression] = /^\((?:\?:)?([^()]+)\)$/.exec(expression) ?? [];
  const texts = inner.split('|');
  return texts.every((text) => plain.test(text)) ? texts : undefined;
}

/** Whether every value in which the one is found has the other too; only what is certain. */
function implies(one: string, other: string): boolean {
  const [texts, others] = [textsOf(one), textsOf(other)];
  if (texts === undefined || others === undefined) return false;
  const isImplied = texts.every((text) => others.some((part) => text.includes(part)));
  const isMutual = isImplied && others.every((text) => texts.some((part) => text.includes(part)));
  // Of two that say the same, one must stay.
  return isImplied && (!isMutual || one < other);
}
