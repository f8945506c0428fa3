import type { Entry, Sequence } from '../record.ts';
import { firstSequence, newPiece, type Piece } from './piece.ts';

/**
 * What a worker has taken from the journal and not yet settled: at most one batch of events. It starts as one piece and
 * falls apart when events must be told from each other. A later event of an object never overtakes an earlier one.
 */
export class Window {
  readonly #sink: string;
  readonly #shard: number;
  readonly #through: Sequence;
  /** In the order of the journal. */
  #queue: Piece[];
  /** Single events that broke the worker; all else goes first. */
  #aside: Piece[] = [];

  /** `entries` must not be empty; `through`: how far the journal was examined for them. */
  constructor(sink: string, shard: number, entries: readonly Entry[], through: Sequence) {
    this.#sink = sink;
    this.#shard = shard;
    this.#through = through;
    this.#queue = [newPiece(sink, shard, entries)];
  }

  /** What to deliver next; undefined when everything is settled. */
  next(): Piece | undefined {
    if (this.#aside.length === 0) return this.#queue[0];
    const held = new Set(this.#aside.flatMap((piece) => piece.entries.map((entry) => entry.objectKey)));
    for (const piece of this.#queue) {
      const free = piece.entries.filter((entry) => !held.has(entry.objectKey));
      if (free.length === piece.entries.length) return piece;
      const [first] = free;
      if (first === undefined) continue;
      const rest = piece.entries.filter((entry) => held.has(entry.objectKey));
      const [eligible] = this.#replace(piece, [free, rest]);
      return eligible;
    }
    return this.#aside.reduce((soonest, piece) => (piece.dueAt < soonest.dueAt ? piece : soonest));
  }

  /** All events of the piece are delivered or dead letters. */
  settle(piece: Piece): void {
    this.#queue = this.#queue.filter((other) => other !== piece);
    this.#aside = this.#aside.filter((other) => other !== piece);
  }

  /** All but these events (indices, ascending, not empty) of the piece are settled; they are tried again alone. */
  narrow(piece: Piece, indices: readonly number[]): Piece {
    const entries = indices.flatMap((index) => piece.entries[index] ?? []);
    return this.#replace(piece, [entries])[0] ?? piece;
  }

  /** The piece in halves; returns the first. */
  split(piece: Piece): Piece {
    const middle = Math.ceil(piece.entries.length / 2);
    return this.#replace(piece, [piece.entries.slice(0, middle), piece.entries.slice(middle)])[0] ?? piece;
  }

  /** The piece's first event as a piece of its own. */
  single(piece: Piece): Piece {
    if (piece.entries.length === 1) return piece;
    return this.#replace(piece, [piece.entries.slice(0, 1), piece.entries.slice(1)])[0] ?? piece;
  }

  /** Lets all others go before this one. */
  setAside(piece: Piece): void {
    this.settle(piece);
    this.#aside.push(piece);
  }

  /** Whether all that is left has broken the worker. */
  isAside(piece: Piece): boolean {
    return this.#aside.includes(piece);
  }

  /** The objects of everything that is not settled. */
  objects(): Set<number> {
    return new Set([...this.#queue, ...this.#aside].flatMap((piece) => piece.entries.map((entry) => entry.objectKey)));
  }

  /** How far the journal was examined for this window. */
  get through(): Sequence {
    return this.#through;
  }

  /** The sequence up to which everything is settled. */
  settledThrough(): Sequence {
    if (this.#queue.length === 0 && this.#aside.length === 0) return this.#through;
    let lowest = Number.POSITIVE_INFINITY;
    for (const piece of this.#queue) lowest = Math.min(lowest, firstSequence(piece));
    for (const piece of this.#aside) lowest = Math.min(lowest, firstSequence(piece));
    return lowest - 1;
  }

  #replace(piece: Piece, parts: readonly (readonly Entry[])[]): Piece[] {
    const pieces = parts
      .filter((entries) => entries.length > 0)
      .map((entries) => newPiece(this.#sink, this.#shard, entries, piece));
    this.#queue.splice(this.#queue.indexOf(piece), 1, ...pieces);
    return pieces;
  }
}
