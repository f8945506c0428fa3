import type { Limit } from './limit.ts';
import type { Look } from './look.ts';
import { countRows, type Row } from './rows.ts';

/** A body, and the rows for which it has no room. */
export interface Laid {
  readonly body: string;
  readonly cut: readonly Row[];
}

/** What the rows of a digest have in common. */
export interface Common {
  /** The title's line, escaped in part: shortened when it does not fit. Undefined: the title is apart. */
  readonly titleLine: ((title: string) => string) | undefined;
  readonly title: string;
  /** What is said once, below the title: cluster and time. */
  readonly scope: string;
  readonly limit: Limit;
  /** The batch has events of several clusters. */
  readonly withCluster: boolean;
}

/** `… and 37 more: 30 warnings, 7 normal`, or nothing when none are left. */
export function moreLine(rows: readonly Row[], { words, markup }: Look): string | undefined {
  return rows.length === 0 ? undefined : markup.escape(words.more(countRows(rows)));
}
