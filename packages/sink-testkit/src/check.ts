import type { Trial } from './trial.ts';

/** What the suite looks at; the names by which a part of it is declared not applicable. */
export const features = [
  'options',
  'secrets',
  'open',
  'delivery',
  'revisions',
  'empty-batch',
  'odd-events',
  'text',
  'limits',
  'answers',
  'partial',
  'abort',
  'idempotent',
  'ordered',
  'check',
  'reopen',
  'credentials',
  'close',
] as const;

export type Feature = (typeof features)[number];

/** What a check found. Each fault says what was wrong, what was expected, and what to do. */
export type CheckResult =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly faults: readonly string[] };

/** One test of the suite. */
export interface Check {
  readonly feature: Feature;
  readonly title: string;
  run(trial: Trial): Promise<CheckResult>;
}

/** Passed, or failed with what was found. */
export function judged(faults: readonly string[]): CheckResult {
  return faults.length === 0 ? { kind: 'passed' } : { kind: 'failed', faults };
}

export function skipped(reason: string): CheckResult {
  return { kind: 'skipped', reason };
}
