import type { Entry } from '../record.ts';
import type { KeptCursor } from './cursor.ts';
import type { Reader } from './reader.ts';

/** Nothing is ever taken, so the limits bound nothing. */
const limit = { maxEvents: 1, maxBytes: 1 };

/** How many durable entries the cursor's sink wants and has not got; reads all of the journal that it has not passed. */
export async function countOwed(cursor: KeptCursor, reader: Reader): Promise<number> {
  const { signal } = new AbortController();
  const end = reader.durable;
  let count = 0;
  const look = (entry: Entry) => {
    if (entry.sequence <= end && cursor.isOwed(entry)) count += 1;
    return false;
  };
  for (let after = cursor.low(); after < end; ) after = (await reader.read(after, limit, look, signal)).through;
  return count;
}
