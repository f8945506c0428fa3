import { textTable } from '../../support/text-table.ts';
import type { Site } from '../sites/site.ts';
import { type Doings, tally } from './watch.ts';

/** What became of one sink. */
export interface Row {
  readonly sink: string;
  readonly destination: string;
  readonly owed: number;
  readonly arrived: number;
  readonly repeats: number;
  readonly missing: readonly string[];
  /** While the destination did not take anything. */
  readonly doings: Doings;
  readonly lines: readonly string[];
  /** Milliseconds from when the destination took things again until the first delivery. */
  readonly backMs: number | undefined;
}

/** Counts what has arrived, for a row. */
export async function rowOf(
  site: Site,
  owed: readonly string[],
  about: Pick<Row, 'doings' | 'lines' | 'backMs'>,
): Promise<Row> {
  const { sink, destination } = site;
  return { sink, destination, owed: owed.length, ...tally(await site.arrived(), owed), ...about };
}

const seconds = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '' : `${(milliseconds / 1000).toFixed(1)} s`;

/** Writes the rows to standard output. */
export function print(title: string, rows: readonly Row[]): void {
  const columns = 'sink|destination|owed|arrived|repeats|attempts|connections|back after|log lines|the first'.split(
    '|',
  );
  const cells = rows.map(({ sink, destination, owed, arrived, repeats, doings, backMs, lines }) =>
    [sink, destination, owed, arrived, repeats, doings.attempts, doings.connections]
      .map(String)
      .concat(seconds(backMs), String(lines.length), lines[0] ?? ''),
  );
  process.stdout.write(`\n${title}\n${textTable([columns, ...cells])}\n`);
}
