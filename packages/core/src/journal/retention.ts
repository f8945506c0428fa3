import type { Sequence } from '../record.ts';

/** A segment as retention sees it; sizes in bytes, times in Unix ms. */
export interface Retained {
  /** Its first sequence. */
  readonly first: Sequence;
  readonly bytes: number;
  /** When it was begun; undefined when nobody knows. */
  readonly at: number | undefined;
}

/** What the journal keeps. */
export interface RetentionLimits {
  readonly bytes: number;
  readonly ageMs: number;
}

/** Why a segment goes. */
export type TrimReason = 'bytes' | 'age' | 'room';

/** An unfinished list may keep this many times the limit; then a crash in its middle repeats some events rather than fill the disk. */
const unmarkedFactor = 2;

/**
 * How many of the oldest segments go, and why the first of them does. The last one is being written to and stays. `unmarkedFrom`:
 * from there on the journal is needed to finish a list, as long as it is not too old, nor too large.
 */
export function trimCount(
  segments: readonly Retained[],
  limits: RetentionLimits,
  now: number,
  unmarkedFrom: Sequence | undefined,
): { readonly count: number; readonly reason: TrimReason } {
  let total = 0;
  for (const segment of segments) total += segment.bytes;
  // The segment that is written to may fill up before it counts: so the sum is over by one segment at most.
  total -= segments.at(-1)?.bytes ?? 0;
  let count = 0;
  let reason: TrimReason = 'bytes';
  for (; count < segments.length - 1; count++) {
    const segment = segments[count];
    const next = segments[count + 1];
    if (segment === undefined || next === undefined) break;
    // Its newest record is no younger than the beginning of the next one.
    const isOld = next.at !== undefined && next.at < now - limits.ageMs;
    const isTooMuch = total > limits.bytes;
    const isNeeded = unmarkedFrom !== undefined && next.first > unmarkedFrom && total <= limits.bytes * unmarkedFactor;
    if (!(isOld || (isTooMuch && !isNeeded))) break;
    if (count === 0) reason = isTooMuch ? 'bytes' : 'age';
    total -= segment.bytes;
  }
  return { count, reason };
}

/** Whether the oldest segment may go to make room on a full disk: every sink has passed it, and no list needs it. */
export function mayMakeRoom(
  segments: readonly Retained[],
  acknowledged: Sequence,
  unmarkedFrom: Sequence | undefined,
): boolean {
  const next = segments[1];
  if (next === undefined) return false;
  return next.first - 1 <= acknowledged && (unmarkedFrom === undefined || next.first <= unmarkedFrom);
}

/** Smallest segment worth a file of its own. */
const leastSegmentBytes = 65_536;
/** Retention drops whole segments, so it must consist of several. */
const segmentsPerRetention = 8;

/** Bytes of one segment: what is configured, but not so much that retention could not be kept to. */
export function segmentBytesWithin(configured: number, retentionBytes: number): number {
  return Math.min(configured, Math.max(leastSegmentBytes, Math.floor(retentionBytes / segmentsPerRetention)));
}

/** A segment of a quiet journal ends after this part of the retention's age, and not within a minute. */
export function segmentAgeWithin(retentionAgeMs: number): number {
  return Math.max(60_000, retentionAgeMs / segmentsPerRetention);
}
