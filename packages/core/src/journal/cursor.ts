import type { Entry, Sequence } from '../record.ts';
import {
  type CursorState,
  encodeCursor,
  isAcknowledged,
  lowest,
  notBelow,
  type Placed,
  withPosition,
} from './cursor-state.ts';
import type { Claim, Cursor } from './journal.ts';

/** Where a cursor keeps its state. */
export interface CursorStore {
  /** On return the state survives a killed process; throws when it does not. Resolves when it survives a power loss. */
  save(state: Buffer): Promise<void>;
}

/** A sink's place in the journal, kept in a store. */
export class KeptCursor implements Cursor {
  readonly sink: string;
  readonly #store: CursorStore;
  readonly #claim: Claim | undefined;
  #state: CursorState;
  /** Of the last state saved. */
  #saved: Promise<void> = Promise.resolve();
  #failed = false;
  #replaced = false;
  /** Dropped from the journal while the lane had them in its hands. */
  #inHands: Placed[] = [];

  constructor(sink: string, state: CursorState, store: CursorStore, claim?: Claim) {
    this.sink = sink;
    this.#state = state;
    this.#store = store;
    this.#claim = claim;
  }

  get state(): CursorState {
    return this.#state;
  }

  position(shard: number): Sequence {
    const position = this.#state.positions[shard];
    if (position === undefined) throw this.#noShard(shard);
    return position;
  }

  low(): Sequence {
    return lowest(this.#state);
  }

  acknowledged(entry: Placed): boolean {
    return isAcknowledged(this.#state, entry);
  }

  acknowledge(shard: number, through: Sequence): Promise<void> {
    if (this.#replaced) {
      throw new Error(`the cursor of sink ${this.sink} was opened again: acknowledge through the new one`);
    }
    if (this.#inHands.length > 0) this.#settleInHands(shard, through);
    if (through <= this.position(shard) && !this.#failed) return this.#saved;
    const state = through > this.position(shard) ? withPosition(this.#state, shard, through) : this.#state;
    const saved = this.#store.save(encodeCursor(state));
    this.#state = state;
    this.#failed = false;
    this.#saved = saved;
    saved.catch(() => {
      // The caller holds the promise; here it only says that the state must be saved once more.
      this.#failed = true;
    });
    return saved;
  }

  /** Whether the sink wants the entry and has not got it: by what was decided for it, else by its match as it is now. */
  isOwed(entry: Entry): boolean {
    const row = entry.table.sinks.findIndex(({ name }) => name === this.sink);
    if (row !== -1) return entry.decisions[row] === 0 && !this.acknowledged(entry);
    return !this.acknowledged(entry) && (this.#claim?.wants(entry) ?? true);
  }

  /** Everything up to `through` is gone, with `owed` in it. Returns how many of these the sink can never get. */
  drop(owed: readonly Placed[], through: Sequence): number {
    let lost = 0;
    for (const entry of owed) {
      if (this.acknowledged(entry)) continue;
      if (this.#claim?.holds(entry)) this.#inHands.push(entry);
      else lost += 1;
    }
    this.skip(through);
    return lost;
  }

  /** The lane gives back what it has. Returns how many of these are gone from the journal: they are lost now. */
  giveUp(): number {
    const { length } = this.#inHands;
    this.#inHands = [];
    return length;
  }

  /** Everything up to `through` is gone: what is not acknowledged there never will be. */
  skip(through: Sequence): void {
    if (this.low() < through) this.#state = notBelow(this.#state, through);
  }

  /** Another cursor of the same sink takes over. */
  replace(): void {
    this.#replaced = true;
  }

  #settleInHands(shard: number, through: Sequence): void {
    const shards = this.#state.positions.length;
    this.#inHands = this.#inHands.filter((entry) => entry.sequence > through || entry.objectKey % shards !== shard);
  }

  #noShard(shard: number): Error {
    return new Error(
      `sink ${this.sink} has no shard ${shard}: its cursor was opened with ${this.#state.positions.length}`,
    );
  }
}
