import type { Sequence } from '../record.ts';
import { bodyKinds, readRevision, revisionTable } from './body.ts';
import { problemsOf } from './check-problems.ts';
import type { CheckReport, DamageReport, SegmentReport } from './check-report.ts';
import { highest, isAcknowledged, lowest } from './cursor-state.ts';
import type { Disk } from './disk.ts';
import { magic } from './frame.ts';
import { step } from './frame-stream.ts';
import { nodeDisk } from './node-disk.ts';
import { beginsAsSegment, cursorsIn, framesOf, segmentsIn } from './offline.ts';
import { segmentName } from './segment.ts';
import type { Segments } from './segments.ts';
import { Tables } from './tables.ts';

/** Reads a stopped or copied journal through and says what is in it; changes nothing. Throws KH_JOURNAL_UNUSABLE when it cannot be read. */
export async function checkJournal(path: string, disk: Disk = nodeDisk): Promise<CheckReport> {
  const segments = await segmentsIn(disk, path);
  const tables = new Tables();
  const cursors = (await cursorsIn(disk, path)).map((found) => ({ ...found, pending: 0, undecided: 0 }));
  // What a sink has acknowledged was durable, and so is everything before it.
  const proven = Math.max(0, ...cursors.map(({ state }) => (state === undefined ? 0 : highest(state))));
  const reports: SegmentReport[] = [];
  let through: Sequence = 0;
  const damage: DamageReport[] = [];
  let tornTail: DamageReport | undefined;
  for (const segment of segments.list) {
    const stream = framesOf(segments, segment);
    let [records, revisions, withoutTable, toEnd] = [0, 0, 0, false];
    let [first, last]: (Sequence | undefined)[] = [];
    // Where there is no record either, it is one hole together with what follows.
    if (segment.head !== undefined && !(await beginsAsSegment(segment)))
      damage.push({ segment: segment.name, offset: 0, bytes: magic.length, from: segment.first, records: 0 });
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
      if (table === undefined) {
        withoutTable += 1;
        continue;
      }
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
    reports.push({ name: segment.name, bytes: segment.bytes, records, revisions, first, last, withoutTable });
    // A hole at the end that a sink has acknowledged is told above, up to there.
    through = Math.max(stream.expected - 1, toEnd && tornTail === undefined ? proven : 0);
    await segment.close();
  }
  if (proven > through) damage.push(missingAtEnd(segments, through + 1, proven));
  const found = {
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
  return { ...found, problems: problemsOf(found, await disk.list(path)) };
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

/** What sinks have acknowledged and no segment holds: the newest segments were removed, or cut at the end of a record. */
function missingAtEnd({ last }: Segments, from: Sequence, proven: Sequence): DamageReport {
  return {
    segment: last?.name ?? segmentName(from),
    offset: last?.bytes ?? 0,
    bytes: 0,
    from,
    records: proven - from + 1,
  };
}
