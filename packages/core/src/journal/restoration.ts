import type { Clock } from '../clock.ts';
import type { Entry, JournalRecord, Sequence } from '../record.ts';
import type { NumberedTable } from './body.ts';
import type { Cursors } from './cursors.ts';
import type { Damage } from './damage.ts';
import type { Disk } from './disk.ts';
import { Encoder } from './encoder.ts';
import { Group } from './group.ts';
import type { Lock } from './lock.ts';
import type { Output } from './output.ts';
import type { Scopes } from './scopes.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';
import type { Tables } from './tables.ts';
import type { Tail } from './tail.ts';

/** What a journal is made anew from. */
export interface RestorationParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly lock: Pick<Lock, 'retake'>;
  readonly segments: Segments;
  readonly scopes: Scopes;
  readonly tables: Tables;
  readonly cursors: Cursors;
  readonly damage: Damage;
  readonly tail: Tail;
  readonly output: Output;
  readonly clock: Clock;
}

/**
 * Makes the journal's files anew after somebody removed them: folder, lock, cursors, and a segment with the positions of all scopes
 * and what is still in memory of the records whose files are gone. What was in those files alone is told as damage, and counted
 * for the sinks that had not got it. `epochFrom`: older records have resourceVersions of an epoch that is over, and would move the
 * position; they stay in memory only. `durable`: the last sequence in use.
 */
export async function restore(parts: RestorationParts, durable: Sequence, epochFrom: Sequence): Promise<void> {
  const { disk, directory, lock, segments, cursors, damage, tail, output, clock } = parts;
  await disk.makeDirectory(directory);
  await lock.retake();
  await cursors.restore();
  const gone = await missingAtEnd(parts);
  const [first] = gone;
  if (first === undefined) return;
  const from = Math.max(tail.first ?? durable, first.first, Math.min(epochFrom, durable));
  const entries = tail.entriesFrom(from);
  const inForce = tableOf(parts, entries[0]);
  const group = regroup(parts, entries, inForce ?? output.table, from, durable);
  await output.rewrite(group, from - 1, inForce ?? output.table, clock.now());
  for (const segment of gone) {
    segments.take(segment);
    await segment.close();
  }
  const bytes = gone.reduce((sum, segment) => sum + segment.bytes, 0);
  if (from > first.first) damage.tell(first.name, 0, bytes, { from: first.first, to: from });
}

/** The newest segments that have no file any more. */
async function missingAtEnd({ disk, directory, segments }: RestorationParts): Promise<readonly Segment[]> {
  const names = new Set(await disk.list(directory));
  const lastThere = segments.list.findLastIndex(({ name }) => names.has(name));
  return segments.list.slice(lastThere + 1);
}

function tableOf({ tables }: RestorationParts, entry: Entry | undefined): NumberedTable | undefined {
  const id = entry && tables.numberOf(entry.table);
  return entry === undefined || id === undefined ? undefined : { id, table: entry.table };
}

/** The entries under their sequences. A mark's or table's sequence, of which nothing is kept in memory, gets a sink table. */
function regroup(
  parts: RestorationParts,
  entries: readonly Entry[],
  begun: NumberedTable,
  from: Sequence,
  through: Sequence,
): Group {
  const group = new Group(from);
  const encoder = new Encoder();
  let inForce = begun;
  let next = 0;
  for (let sequence = from; sequence <= through; sequence++) {
    const entry = entries[next];
    let record: JournalRecord;
    if (entry?.sequence === sequence) {
      next += 1;
      inForce = tableOf(parts, entry) ?? inForce;
      record = { ...entry, listed: isUnfinished(parts.scopes, entry) };
    } else {
      record = { kind: 'table', table: parts.tables.get(sequence) ?? inForce.table };
    }
    encoder.encode(group, record, sequence, inForce);
  }
  encoder.finish(group);
  return group;
}

/** Whether the entry belongs to a list that is still under way; the position covers one that is complete. */
function isUnfinished(scopes: Scopes, { scope, listed, sequence }: Entry): boolean {
  const unmarkedFrom = scopes.get(scope)?.unmarkedFrom ?? 0;
  return listed && unmarkedFrom > 0 && sequence >= unmarkedFrom;
}
