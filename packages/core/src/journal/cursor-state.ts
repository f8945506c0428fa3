import type { Entry, Sequence } from '../record.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** What a cursor says of an entry needs no more of it than this. */
export type Placed = Pick<Entry, 'sequence' | 'objectKey' | 'eventAt'>;

/** How far a sink is: by shard, now and under earlier numbers of shards. */
export interface CursorState {
  /** By shard: up to there everything is acknowledged. */
  readonly positions: readonly Sequence[];
  /** Positions under earlier numbers of shards, as long as they say more than the present ones. */
  readonly earlier: readonly (readonly Sequence[])[];
  /** Entries up to `sinceThrough` with an event time (Unix ms) before `since` were never meant for the sink. */
  readonly since: number;
  readonly sinceThrough: Sequence;
}

/** A cursor that has everything up to `position`. */
export function newCursor(shards: number, position: Sequence, since = 0, sinceThrough: Sequence = 0): CursorState {
  return { positions: Array.from({ length: shards }, () => position), earlier: [], since, sinceThrough };
}

/** Whether the sink has the entry, or was never meant to. */
export function isAcknowledged(state: CursorState, entry: Placed): boolean {
  if (entry.sequence <= state.sinceThrough && entry.eventAt < state.since) return true;
  if (covers(state.positions, entry)) return true;
  return state.earlier.length > 0 && state.earlier.some((positions) => covers(positions, entry));
}

/** The lowest position: everything up to there is acknowledged. */
export function lowest(state: CursorState): Sequence {
  let low = state.positions[0] ?? 0;
  for (const position of state.positions) if (position < low) low = position;
  return low;
}

/** The highest sequence that the cursor speaks of. */
export function highest(state: CursorState): Sequence {
  return Math.max(state.sinceThrough, ...state.positions, ...state.earlier.flat());
}

/**
 * The same for another number of shards: each begins at the lowest position, and what some had beyond it stays known, so
 * nothing is repeated and nothing lost.
 */
export function withShards(state: CursorState, shards: number): CursorState {
  const low = lowest(state);
  if (state.positions.length === shards) return withoutPassed(state, low);
  const positions = Array.from({ length: shards }, () => low);
  return withoutPassed({ ...state, positions, earlier: [...state.earlier, state.positions] }, low);
}

/** With one shard moved forward. */
export function withPosition(state: CursorState, shard: number, through: Sequence): CursorState {
  const positions = state.positions.with(shard, through);
  return state.earlier.length === 0
    ? { ...state, positions }
    : withoutPassed({ ...state, positions }, lowest({ ...state, positions }));
}

/** With no shard below `through`: there is nothing left up to there. */
export function notBelow(state: CursorState, through: Sequence): CursorState {
  return { ...state, positions: state.positions.map((position) => Math.max(position, through)) };
}

function withoutPassed(state: CursorState, low: Sequence): CursorState {
  const earlier = state.earlier.filter((positions) => positions.some((position) => position > low));
  return earlier.length === state.earlier.length ? state : { ...state, earlier };
}

function covers(positions: readonly Sequence[], entry: Placed): boolean {
  return entry.sequence <= (positions[positions.length === 1 ? 0 : entry.objectKey % positions.length] ?? 0);
}

/** The state as bytes. */
export function encodeCursor(state: CursorState): Buffer {
  const layers = [state.positions, ...state.earlier];
  const to = new ByteWriter(Buffer.alloc(32 + layers.reduce((room, positions) => room + 8 + 8 * positions.length, 0)));
  to.number(state.since);
  to.sequence(state.sinceThrough);
  to.count(layers.length);
  for (const positions of layers) {
    to.count(positions.length);
    for (const position of positions) to.sequence(position);
  }
  return to.buffer.subarray(0, to.at);
}

/** What {@link encodeCursor} wrote. */
export function decodeCursor(bytes: Buffer): CursorState {
  const from = new ByteReader(bytes);
  const since = from.number();
  const sinceThrough = from.sequence();
  const layers: Sequence[][] = [];
  for (let layer = from.count(); layer > 0; layer--) {
    const positions: Sequence[] = [];
    for (let shard = from.count(); shard > 0; shard--) positions.push(from.sequence());
    layers.push(positions);
  }
  const [positions = [0], ...earlier] = layers;
  return { positions, earlier, since, sinceThrough };
}
