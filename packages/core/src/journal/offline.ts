import { codes, HeraldError } from '../errors.ts';
import { type Disk, errorCode } from './disk.ts';
import { magic } from './frame.ts';
import { FrameStream } from './frame-stream.ts';
import { openSegment } from './recovery.ts';
import type { Segment } from './segment.ts';
import { firstOfName } from './segment.ts';
import { Segments } from './segments.ts';

/** The segments of a directory that no process writes to. Throws KH_JOURNAL_UNUSABLE when it cannot be read or is no journal. */
export async function segmentsIn(disk: Disk, directory: string): Promise<Segments> {
  let names: string[];
  try {
    names = await disk.list(directory);
  } catch (error) {
    throw new HeraldError(
      codes.journalUnusable,
      `${directory} cannot be read (${errorCode(error) ?? 'unknown error'}): give the directory of a journal (journal.path)`,
      { cause: error },
    );
  }
  const segments = new Segments();
  const firsts = names.flatMap((name) => firstOfName(name) ?? []).sort((left, right) => left - right);
  for (const first of firsts) segments.add(await openSegment(disk, directory, first));
  return segments;
}

/** All frames of a segment, from its beginning. */
export function framesOf(segments: Segments, segment: Segment): FrameStream {
  return new FrameStream(segment, magic.length, segment.first, segments.below(segment));
}
