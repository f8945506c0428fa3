import { codes, HeraldError } from '../errors.ts';
import { cursorFolder, type FoundCursor, findCursors } from './cursors.ts';
import { type Disk, errorCode } from './disk.ts';
import { magic } from './frame.ts';
import { FrameStream } from './frame-stream.ts';
import { openSegment } from './recovery.ts';
import type { Segment } from './segment.ts';
import { firstOfName, segmentName } from './segment.ts';
import { Segments } from './segments.ts';

/** The segments of a directory that no process writes to. Throws KH_JOURNAL_UNUSABLE when it cannot be read or is no journal. */
export async function segmentsIn(disk: Disk, directory: string): Promise<Segments> {
  const names = await disk.list(directory).catch((error: unknown) => {
    throw unreadable(directory, 'give the directory of a journal (journal.path)', error);
  });
  const firsts = names.flatMap((name) => firstOfName(name) ?? []).sort((left, right) => left - right);
  // A daemon makes this folder first, so a journal without segments has it still.
  if (firsts.length === 0 && !names.includes(cursorFolder)) {
    throw new HeraldError(
      codes.journalUnusable,
      `${directory} is no journal: there is neither a segment (${segmentName(1)}) nor a folder "${cursorFolder}" in it; give the directory of a journal (journal.path)`,
    );
  }
  const segments = new Segments();
  for (const first of firsts) {
    const segment = await openSegment(disk, directory, first).catch((error: unknown) => {
      throw unreadable(`${directory}/${segmentName(first)}`, 'a segment of a journal is a file', error);
    });
    segments.add(segment);
  }
  return segments;
}

/** The cursors beside them; none in a copy of the segments alone. Throws KH_JOURNAL_UNUSABLE when they cannot be read. */
export async function cursorsIn(disk: Disk, directory: string): Promise<FoundCursor[]> {
  try {
    return await findCursors(disk, directory);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw unreadable(`${directory}/${cursorFolder}`, 'it holds a file for each sink, and nothing else', error);
  }
}

/** Whether the segment's first bytes say what it is. */
export async function beginsAsSegment(segment: Segment): Promise<boolean> {
  const start = Buffer.alloc(magic.length);
  await segment.read(start, 0);
  return start.equals(magic);
}

/** All frames of a segment, from its beginning. */
export function framesOf(segments: Segments, segment: Segment): FrameStream {
  return new FrameStream(segment, magic.length, segment.first, segments.below(segment));
}

function unreadable(path: string, expected: string, error: unknown): HeraldError {
  if (error instanceof HeraldError) return error;
  return new HeraldError(
    codes.journalUnusable,
    `${path} cannot be read (${errorCode(error) ?? 'unknown error'}): ${expected}`,
    { cause: error },
  );
}
