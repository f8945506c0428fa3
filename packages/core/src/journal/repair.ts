import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { checkJournal } from './check.ts';
import { damagedSuffix } from './check-problems.ts';
import { type Disk, removeIfThere } from './disk.ts';
import { magic, sealFrame } from './frame.ts';
import { step } from './frame-stream.ts';
import { acquireLock } from './lock.ts';
import { nodeDisk } from './node-disk.ts';
import { framesOf, segmentsIn } from './offline.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';

/** What {@link repairJournal} did. */
export interface RepairReport {
  /** Segments that were written anew without their damaged stretches; each is kept beside it as `copy`. */
  readonly rewritten: readonly { readonly segment: string; readonly copy: string; readonly droppedBytes: number }[];
  /** What was cut off the last segment. */
  readonly tornTail: { readonly segment: string; readonly bytes: number } | undefined;
  /** What is still wrong, in words, and what there is to do about it: no repair can bring back what is gone. */
  readonly remaining: readonly string[];
}

/**
 * Cuts off a torn tail and writes segments with damaged stretches anew without them, keeping what was there as `.damaged`. Good
 * records keep their sequences, so cursors stay right. Throws KH_JOURNAL_LOCKED while a live process has the journal.
 */
export async function repairJournal(path: string, log: Log): Promise<RepairReport> {
  // First of all: a wrong path must not be given a lock file.
  await segmentsIn(nodeDisk, path);
  const lock = await acquireLock(path, systemClock, log);
  try {
    return await repairOn(nodeDisk, path);
  } finally {
    await lock.release();
  }
}

/** The same on a disk that nobody else uses. */
export async function repairOn(disk: Disk, path: string): Promise<RepairReport> {
  const done = await mend(disk, path);
  return { ...done, remaining: (await checkJournal(path, disk)).problems };
}

async function mend(disk: Disk, path: string): Promise<Omit<RepairReport, 'remaining'>> {
  const { damage, tornTail } = await checkJournal(path, disk);
  const segments = await segmentsIn(disk, path);
  const names = new Set(damage.filter(({ bytes }) => bytes > 0).map(({ segment }) => segment));
  const rewritten: { segment: string; copy: string; droppedBytes: number }[] = [];
  for (const segment of segments.list) {
    if (!names.has(segment.name)) continue;
    const bytes = await rewrite(disk, path, segments, segment);
    rewritten.push({
      segment: segment.name,
      copy: `${segment.name}${damagedSuffix}`,
      droppedBytes: segment.bytes - bytes,
    });
  }
  if (tornTail === undefined) return { rewritten, tornTail: undefined };
  if (!names.has(tornTail.segment)) await cut(disk, join(path, tornTail.segment), tornTail.offset);
  return { rewritten, tornTail: { segment: tornTail.segment, bytes: tornTail.bytes } };
}

async function cut(disk: Disk, path: string, length: number): Promise<void> {
  const file = await disk.open(path, 'update');
  try {
    await file.truncate(length);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Resolves with the bytes of the new segment. */
async function rewrite(disk: Disk, directory: string, segments: Segments, segment: Segment): Promise<number> {
  const temporary = `${segment.path}.new`;
  await removeIfThere(disk, temporary);
  const file = await disk.open(temporary, 'create');
  let at = magic.length;
  try {
    await file.write([magic], 0);
    const stream = framesOf(segments, segment);
    // Behind a hole the rest of its commit is numbered anew: with the old places, opening would take it for a commit that was torn.
    let place: number | undefined;
    for (let what = await step(stream); what !== 'end'; what = await step(stream)) {
      if (what === 'hole') {
        place = 0;
        continue;
      }
      if (stream.place === 0) place = undefined;
      let frame = stream.buffer.subarray(stream.bodyEnd - (stream.at - stream.offset), stream.bodyEnd);
      if (place !== undefined) {
        frame = Buffer.from(frame);
        sealFrame(frame, 0, frame.length, stream.sequence, place++);
      }
      await file.write([frame], at);
      at += frame.length;
    }
    await file.sync();
  } finally {
    await file.close();
    await segment.close();
  }
  await disk.rename(segment.path, `${segment.path}${damagedSuffix}`);
  await disk.rename(temporary, segment.path);
  await disk.syncDirectory(directory);
  return at;
}
