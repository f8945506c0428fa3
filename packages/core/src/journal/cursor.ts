import type { Sequence } from '../record.ts';
import {
  type CursorState,
  encodeCursor,
  isAcknowledged,
  lowest,
  notBelow,
  type Placed,
  withPosition,
} from './cursor-state.ts';
import type { Cursor } from './journal.ts';

/** Where a cursor keeps its state. */
export interface CursorStore {
  /** On return the state survives a killed process; throws when it does not. Resolves when it survives a power loss. */
  save(state: Buffer): Promise<void>;
}

/** A sink's place in the journal, kept in a store. */
export class KeptCursor implements Cursor {
  readonly sink: string;
  readonly #store: CursorStore;
  readonly #moved: () => void;
  #state: CursorState;
  /** Of the last state saved. */
  #saved: Promise<void> = Promise.resolve();
  #failed = false;
  #replaced = false;

  /** `moved`: called when the lowest position may have changed. */
  constructor(sink: string, state: CursorState, store: CursorStore, moved: () => void = () => undefined) {
    this.sink = sink;
    this.#state = state;
    this.#store = store;
    this.#moved = moved;
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
    this.#moved();
    return saved;
  }

  /** Everything up to `through` is gone: what is not acknowledged there never will be. */
  skip(through: Sequence): void {
    if (this.low() < through) this.#state = notBelow(this.#state, through);
  }

  /** Another cursor of the same sink takes over. */
  replace(): void {
    this.#replaced = true;
  }

  #noShard(shard: number): Error {
    return new Error(
      `sink ${this.sink} has no shard ${shard}: its cursor was opened with ${this.#state.positions.length}`,
    );
  }
}
