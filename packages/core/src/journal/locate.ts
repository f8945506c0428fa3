import type { Sequence } from '../record.ts';
import { bodyTime } from './body.ts';
import { FrameStream, step } from './frame-stream.ts';
import { type IndexRow, indexStep } from './group.ts';
import type { Segment } from './segment.ts';

/**
 * The row of a record at or before `sequence`, near it. What the sparse index does not know is found by halving: from any
 * offset the next good frame tells where it is. So a segment of an earlier run is never read through to be searched.
 */
export async function locate(segment: Segment, sequence: Sequence, below: Sequence): Promise<IndexRow> {
  for (;;) {
    const { index } = segment;
    const place = lastAtOrBefore(index, sequence);
    const low = index[place] ?? { offset: 0, sequence: segment.first, at: 0 };
    const next = index[place + 1];
    const high = next?.offset ?? segment.bytes;
    if (high - low.offset <= 2 * indexStep) return low;
    const row = await rowAfter(segment, (low.offset + high) >>> 1, high, low.sequence, next?.sequence ?? below);
    if (row === undefined) return low;
    segment.note(row);
    // Rows that lie too near to others are not kept: then this is as near as it gets.
    if (!index.includes(row)) return row.sequence <= sequence ? row : low;
  }
}

/** Index of the last row whose sequence is not above `sequence`; 0 when there is none. */
export function lastAtOrBefore(index: readonly IndexRow[], sequence: Sequence): number {
  let low = 0;
  let high = index.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((index[middle]?.sequence ?? 0) <= sequence) low = middle;
    else high = middle - 1;
  }
  return low;
}

async function rowAfter(
  segment: Segment,
  offset: number,
  high: number,
  from: Sequence,
  below: Sequence,
): Promise<IndexRow | undefined> {
  const stream = new FrameStream(segment, offset, from, below);
  for (;;) {
    const what = await step(stream);
    if (what === 'end' || stream.at > high) return undefined;
    if (what === 'hole') continue;
    const at = bodyTime(stream.buffer, stream.bodyStart);
    if (at !== undefined) return { offset: stream.offset, sequence: stream.sequence, at };
  }
}
