import { textTable } from '../support/text-table.ts';
import { median } from './statistics.ts';

/** One case's figures; those that apply. Times of lag in milliseconds. */
export interface Figures {
  readonly eventsPerSecond?: number;
  readonly ratioToParseLimit?: number;
  readonly ratioToBareLoop?: number;
  readonly ratioToAlone?: number;
  /** Of the same sink with one event in each batch. */
  readonly oneByOnePerSecond?: number;
  readonly ratioToOneByOne?: number;
  readonly cpuSecondsPer100k?: number;
  readonly rssIdleMiB?: number;
  readonly rssPeakMiB?: number;
  readonly rssAfterMiB?: number;
  readonly lagP50Ms?: number;
  readonly lagP99Ms?: number;
}

/** A line of the output. */
export interface Row extends Figures {
  readonly case: string;
}

const names = [
  'eventsPerSecond',
  'ratioToParseLimit',
  'ratioToBareLoop',
  'ratioToAlone',
  'oneByOnePerSecond',
  'ratioToOneByOne',
  'cpuSecondsPer100k',
  'rssIdleMiB',
  'rssPeakMiB',
  'rssAfterMiB',
  'lagP50Ms',
  'lagP99Ms',
] as const satisfies readonly (keyof Figures)[];

/** The median of each figure over several runs, to four significant digits. */
export function medianRow(name: string, runs: readonly Figures[]): Row {
  const entries = names.flatMap((key) => {
    const values = runs.flatMap((run) => (run[key] === undefined ? [] : [run[key]]));
    return values.length === 0 ? [] : [[key, Number(median(values).toPrecision(4))] as const];
  });
  return { case: name, ...Object.fromEntries(entries) };
}

/** Rows as a table for a terminal. */
export function table(rows: readonly Row[]): string {
  const used = names.filter((name) => rows.some((row) => row[name] !== undefined));
  const cells = [['case', ...used], ...rows.map((row) => [row.case, ...used.map((name) => String(row[name] ?? ''))])];
  return textTable(cells);
}
