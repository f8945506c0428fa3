import type { Sequence } from '../record.ts';
import { bodyKinds, readRevision, revisionTable } from './body.ts';
import { highest, isAcknowledged, lowest } from './cursor-state.ts';
import { findCursors } from './cursors.ts';
import { type Disk, errorCode } from './disk.ts';
import { step } from './frame-stream.ts';
import { nodeDisk } from './node-disk.ts';
import { framesOf, segmentsIn } from './offline.ts';
import type { Segments } from './segments.ts';
import { Tables } from './tables.ts';

/** One file of the journal. */
export interface SegmentReport {
  readonly name: string;
  readonly bytes: number;
  /** Revisions, marks and sink tables. */
  readonly records: number;
  readonly revisions: number;
  readonly first: Sequence | undefined;
  readonly last: Sequence | undefined;
}

/** A stretch that is no record. */
export interface DamageReport {
  readonly segment: string;
  readonly offset: number;
  readonly bytes: number;
  /** The first missing sequence and how many are missing; 0 for a torn tail, of which nobody knows. */
  readonly from: Sequence;
  readonly records: number;
}

/** How far a sink is. */
export interface CursorReport {
  readonly sink: string;
  /** Everything up to here is acknowledged; undefined: the cursor's file is damaged. */
  readonly position: Sequence | undefined;
  /** Entries that the sink wants and has not acknowledged. */
  readonly pending: number;
  /** Entries from before the sink was configured that it has not passed: its match decides over them when it reads them. */
  readonly undecided: number;
}

/** What {@link checkJournal} found. */
export interface CheckReport {
  readonly path: string;
  readonly segments: readonly SegmentReport[];
  readonly bytes: number;
  readonly records: number;
  readonly first: Sequence | undefined;
  readonly last: Sequence | undefined;
  readonly damage: readonly DamageReport[];
  /**
   * The end of the last segment is no record, and no sink has acknowledged it: a commit was under way when the process ended. It is no
   * damage; opening cuts it off.
   */
  readonly tornTail: DamageReport | undefined;
  readonly cursors: readonly CursorReport[];
}

/** Reads a stopped or copied journal through and says what is in it; changes nothing. Throws KH_JOURNAL_UNUSABLE when it cannot be read. */
export async function checkJournal(path: string, disk: Disk = nodeDisk): Promise<CheckReport> {
  const segments = await segmentsIn(disk, path);
  const tables = new Tables();
  const cursors = (await cursorsIn(disk, path)).map((found) => ({ ...found, pending: 0, undecided: 0 }));
  // What a sink has acknowledged was durable, and so is everything before it.
  const proven = Math.max(0, ...cursors.map(({ state }) => (state === undefined ? 0 : highest(state))));
  const reports: SegmentReport[] = [];
  const damage: DamageReport[] = [];
  let tornTail: DamageReport | undefined;
  for (const segment of segments.list) {
    const stream = framesOf(segments, segment);
    let [records, revisions, first, last]: [number, number, Sequence | undefined, Sequence | undefined] = [
      0,
      0,
      undefined,
      undefined,
    ];
    let toEnd = false;
    for (let what = await step(stream); what !== 'end'; what = await step(stream)) {
      if (what === 'hole') {
        const { offset, bytes, from, to } = stream.hole;
        toEnd = to === undefined;
        const end = to ?? segments.end(segment) ?? (from <= proven ? proven + 1 : undefined);
        const found = {
          segment: segment.name,
          offset,
          bytes,
          from,
          records: end === undefined ? 0 : Math.max(0, end - from),
        };
        if (end === undefined) tornTail = found;
        else if (to !== undefined || from < end) damage.push(found);
        continue;
      }
      const { kind, buffer, bodyStart, bodyEnd, sequence } = stream;
      if (kind === bodyKinds.head) continue;
      records += 1;
      first ??= sequence;
      last = sequence;
      if (kind !== bodyKinds.revision) continue;
      revisions += 1;
      const table = await tables.find(revisionTable(buffer, bodyStart), segment, segments.below(segment));
      // Without its table nobody knows who wants the record: opening counts it as damaged.
      if (table === undefined) continue;
      const entry = readRevision(buffer, bodyStart, bodyEnd, sequence, table);
      for (const cursor of cursors) {
        if (cursor.state !== undefined && isAcknowledged(cursor.state, entry)) continue;
        const row = table.sinks.findIndex(({ name }) => name === cursor.sink);
        if (row === -1) cursor.undecided += 1;
        else if (entry.decisions[row] === 0) cursor.pending += 1;
      }
    }
    const missing = missingBehind(segments, segment, stream.expected);
    if (!toEnd && missing !== undefined) damage.push(missing);
    reports.push({ name: segment.name, bytes: segment.bytes, records, revisions, first, last });
    await segment.close();
  }
  return {
    path,
    segments: reports,
    bytes: segments.bytes,
    records: reports.reduce((sum, { records }) => sum + records, 0),
    first: reports.find(({ first }) => first !== undefined)?.first,
    last: reports.findLast(({ last }) => last !== undefined)?.last,
    damage,
    tornTail,
    cursors: cursors.map(({ sink, state, pending, undecided }) => ({
      sink,
      position: state && lowest(state),
      pending,
      undecided,
    })),
  };
}

/** Records between this segment and the next that were written and are in neither. */
function missingBehind(
  segments: Segments,
  segment: Segments['list'][number],
  from: Sequence,
): DamageReport | undefined {
  const records = (segments.end(segment) ?? from) - from;
  return records > 0 ? { segment: segment.name, offset: segment.bytes, bytes: 0, from, records } : undefined;
}

async function cursorsIn(disk: Disk, path: string) {
  try {
    return await findCursors(disk, path);
  } catch (error) {
    // A copy of the segments alone is a journal too.
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
