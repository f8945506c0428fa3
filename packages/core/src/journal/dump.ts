import type { Entry, Sequence, SinkTable } from '../record.ts';
import { bodyKinds, readRevision, revisionTable } from './body.ts';
import type { Disk } from './disk.ts';
import { step } from './frame-stream.ts';
import { nodeDisk } from './node-disk.ts';
import { framesOf, segmentsIn } from './offline.ts';
import { Tables } from './tables.ts';

/** When the table of an entry is damaged: its decisions speak of nobody then. */
const unknownTable: SinkTable = { sinks: [] };

/** What to dump. */
export interface DumpOptions {
  /** Asked for each entry; its payload is valid during the call only. Default: all. */
  readonly wanted?: (entry: Entry) => boolean;
  /** Only entries after this sequence. */
  readonly after?: Sequence;
  /** A damaged place was passed over, with the entries in it. */
  readonly damaged?: () => void;
}

/**
 * The entries of a stopped or copied journal, oldest first; changes nothing, and passes over what is damaged. Throws
 * KH_JOURNAL_UNUSABLE when the directory cannot be read.
 */
export async function* dumpJournal(
  path: string,
  options: DumpOptions = {},
  disk: Disk = nodeDisk,
): AsyncGenerator<Entry> {
  const { wanted = () => true, after = 0, damaged } = options;
  const segments = await segmentsIn(disk, path);
  const tables = new Tables();
  for (const segment of segments.list) {
    const below = segments.below(segment);
    if (below <= after + 1) continue;
    const stream = framesOf(segments, segment);
    try {
      for (let what = await step(stream); what !== 'end'; what = await step(stream)) {
        if (what === 'hole') damaged?.();
        if (what === 'hole' || stream.kind !== bodyKinds.revision || stream.sequence <= after) continue;
        const { buffer, bodyStart, bodyEnd, sequence } = stream;
        const table = (await tables.find(revisionTable(buffer, bodyStart), segment, below)) ?? unknownTable;
        const entry = readRevision(buffer, bodyStart, bodyEnd, sequence, table);
        if (wanted(entry)) yield { ...entry, payload: Buffer.from(entry.payload) };
      }
    } finally {
      await segment.close();
    }
  }
}
