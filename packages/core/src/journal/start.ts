import type { Sequence } from '../record.ts';
import { type CursorState, newCursor } from './cursor-state.ts';
import type { StartAt } from './journal.ts';

/** Clocks of nodes differ; segments that end so long before the start are not looked at. */
const clockSkewMs = 3_600_000;

/** A segment as a starting cursor sees it. */
interface Begun {
  readonly first: Sequence;
  /** Unix ms at which it was begun; undefined: unknown. */
  readonly at: number | undefined;
}

/** Where a sink without a cursor begins. */
export function startState(
  shards: number,
  startAt: StartAt,
  segments: readonly Begun[],
  durable: Sequence,
): CursorState {
  const before = Math.max(0, (segments[0]?.first ?? durable + 1) - 1);
  switch (startAt.kind) {
    case 'now':
      return newCursor(shards, durable);
    case 'oldest':
      return newCursor(shards, before);
    case 'since': {
      // Event times do not ascend: what is older is told entry by entry, and only what is certainly older is not read at all.
      let start = before;
      for (const [index, segment] of segments.entries()) {
        const next = segments[index + 1];
        if (next?.at === undefined || next.at >= startAt.at - clockSkewMs) break;
        start = Math.max(segment.first, next.first) - 1;
      }
      return newCursor(shards, start, startAt.at, durable);
    }
  }
}
