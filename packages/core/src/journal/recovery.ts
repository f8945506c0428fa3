import { join } from 'node:path';
import { codes, HeraldError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Sequence } from '../record.ts';
import { bodyKinds, type NumberedTable, noTable } from './body.ts';
import type { Damage } from './damage.ts';
import type { Disk, DiskFile } from './disk.ts';
import { magic } from './frame.ts';
import { FrameStream, step } from './frame-stream.ts';
import { readHead, type SegmentHead } from './head.ts';
import type { JournalObserver } from './journal.ts';
import { Replay } from './replay.ts';
import type { Scopes } from './scopes.ts';
import { firstOfName, Segment, segmentName } from './segment.ts';
import { Segments } from './segments.ts';

/** What the journal's files say when it opens. */
export interface Recovered {
  readonly segments: Segments;
  readonly scopes: Scopes;
  readonly table: NumberedTable;
  /** The last sequence; 0 when there is none. */
  readonly last: Sequence;
  /** The last segment's file, open for writing; undefined when there is no segment. */
  readonly file: DiskFile | undefined;
}

/** What recovery works with. */
export interface RecoveryParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly observer: JournalObserver;
  readonly damage: Damage;
  /** The highest sequence that a sink has acknowledged: it was durable. */
  readonly proven: Sequence;
  readonly log: Log;
}

/**
 * Opens the segments. Only the last one is read through: it opens with the state of every scope, and only it can be torn. The
 * others show their damage when they are read, so that opening takes no longer when there is more history.
 */
export async function recover(parts: RecoveryParts): Promise<Recovered> {
  const { disk, directory, damage, proven } = parts;
  const segments = new Segments();
  const firsts = (await disk.list(directory))
    .flatMap((name) => firstOfName(name) ?? [])
    .sort((left, right) => left - right);
  for (const first of firsts) segments.add(await openSegment(disk, directory, first));
  for (;;) {
    // Without its head a segment does not say where the scopes were when it began: an older one does.
    const start = Math.max(
      0,
      segments.list.findLastIndex(({ head }) => head !== undefined),
    );
    const replay = new Replay(damage, proven);
    for (const segment of segments.list.slice(start)) await replay.segment(segments, segment);
    const { last: segment } = segments;
    if (segment === undefined) return { segments, scopes: replay.scopes, table: noTable, last: 0, file: undefined };
    if (replay.taken > 0) {
      const file = await cutTail(parts, segments, segment, replay.end);
      return { segments, scopes: replay.scopes, table: replay.table, last: replay.last, file };
    }
    // A segment that was begun when the machine stopped; nothing in it was ever acknowledged.
    await disk.remove(segment.path);
    await disk.syncDirectory(directory);
    segments.takeLast();
    tellTail(parts, segment, 0);
  }
}

/** Cuts off what is no record, and makes sure that the rest survives a power loss: readers are told that it does. */
async function cutTail(parts: RecoveryParts, segments: Segments, segment: Segment, end: number): Promise<DiskFile> {
  const file = await parts.disk.open(segment.path, 'updateThrough');
  try {
    if (end < segment.bytes) await file.truncate(end);
    await file.sync();
  } catch (error) {
    await file.close();
    throw error;
  }
  tellTail(parts, segment, end);
  segments.grew(end - segment.bytes);
  segment.bytes = end;
  return file;
}

function tellTail({ observer, log }: RecoveryParts, segment: Segment, end: number): void {
  const bytes = segment.bytes - end;
  if (bytes === 0) return;
  observer.damaged(segment.name, end, bytes, 'torn-tail');
  log.warn(
    { segment: segment.name, offset: end, bytes },
    'the last commit was not complete when the process ended; it was cut off',
  );
}

/** Reads the head of a segment. Throws when it is of a version that this program does not know. */
export async function openSegment(disk: Disk, directory: string, first: Sequence): Promise<Segment> {
  const path = join(directory, segmentName(first));
  const file = await disk.open(path, 'read');
  let bytes: number;
  const start = Buffer.alloc(magic.length);
  try {
    bytes = await file.size();
    await file.read(start, 0);
  } finally {
    await file.close();
  }
  const version = start[magic.length - 1];
  // A version of 0 is a file that was never written to its end.
  if (version !== magic.at(-1) && version !== 0 && start.subarray(0, -1).equals(magic.subarray(0, -1))) {
    throw new HeraldError(
      codes.journalUnusable,
      `${path} is a journal segment of format ${version}; this program knows format ${magic.at(-1)}: run the version that wrote it, or move the directory away`,
    );
  }
  const unread = new Segment(disk, directory, first, bytes, undefined);
  const head = await headOf(unread);
  return head === undefined ? unread : new Segment(disk, directory, first, bytes, head);
}

async function headOf(segment: Segment): Promise<SegmentHead | undefined> {
  if (segment.bytes <= magic.length) return undefined;
  const stream = new FrameStream(segment, magic.length, segment.first);
  const what = await step(stream);
  await segment.close();
  if (what !== 'frame' || stream.kind !== bodyKinds.head) return undefined;
  return readHead(stream.buffer, stream.bodyStart, stream.bodyEnd);
}
