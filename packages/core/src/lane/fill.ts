import type { Clock } from '../clock.ts';
import type { Entry, Sequence } from '../record.ts';
import type { Reader, ReadLimit, ReadResult } from './ports.ts';

type Wanted = (entry: Entry) => boolean;

/** A read that gives up at `until` (Unix ms): undefined then. Rejects with the signal's reason on abort. */
export async function readUntil(
  reader: Reader,
  after: Sequence,
  limit: ReadLimit,
  wanted: Wanted,
  until: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<ReadResult | undefined> {
  const waitMs = until - clock.now();
  if (waitMs <= 0) return undefined;
  const expired = new AbortController();
  const answered = new AbortController();
  const timer = clock.sleep(waitMs, answered.signal).then(
    () => expired.abort(),
    // The read was answered first: nothing is left to wait for.
    () => undefined,
  );
  try {
    return await reader.read(after, limit, wanted, AbortSignal.any([signal, expired.signal]));
  } catch (error) {
    if (expired.signal.aborted && !signal.aborted) return undefined;
    throw error;
  } finally {
    answered.abort();
    await timer;
  }
}

/** Adds to what was read what arrives until `until` (Unix ms), or until the batch is full. */
export async function fill(
  reader: Reader,
  begun: ReadResult,
  limit: ReadLimit,
  wanted: Wanted,
  until: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<ReadResult> {
  const entries = [...begun.entries];
  let { through } = begun;
  let bytes = entries.reduce((sum, entry) => sum + entry.payload.length, 0);
  while (entries.length < limit.maxEvents && bytes < limit.maxBytes) {
    const rest = { maxEvents: limit.maxEvents - entries.length, maxBytes: limit.maxBytes - bytes };
    const more = await readUntil(reader, through, rest, wanted, until, clock, signal);
    if (more === undefined) break;
    const [first] = more.entries;
    // A read returns its first entry whatever its size; this one is for the next batch.
    if (first !== undefined && first.payload.length > rest.maxBytes) break;
    for (const entry of more.entries) {
      entries.push(entry);
      bytes += entry.payload.length;
    }
    through = more.through;
  }
  return { entries, through };
}
