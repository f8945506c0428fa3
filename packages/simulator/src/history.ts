import type { Change, Revision } from './revision.ts';

/** The writes since the last compaction, oldest first; positions count from the first write ever and stay valid. */
export class History {
  #changes: Change[] = [];
  #first = 0;
  #compacted = 0;
  readonly #readers = new Set<() => number>();

  /** The compacted revision: states before it are forgotten, the state at it is not. */
  get compacted(): number {
    return this.#compacted;
  }

  /** The position after the newest change. */
  get end(): number {
    return this.#first + this.#changes.length;
  }

  /** The change at `position`; undefined at the end. */
  at(position: number): Change | undefined {
    return this.#changes[position - this.#first];
  }

  /** The position of the first change above `revision`. */
  after(revision: number): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const one = this.#changes[middle];
      if (one && one.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#first + low;
  }

  append(change: Change): void {
    this.#changes.push(change);
  }

  /** An open watch keeps what it has still to send, whatever is compacted: `position` says from where on. */
  addReader(position: () => number): () => void {
    this.#readers.add(position);
    return () => this.#readers.delete(position);
  }

  compact(revision: number): void {
    if (revision <= this.#compacted) return;
    this.#compacted = revision;
    let keepFrom = this.after(revision - 1);
    for (const reader of this.#readers) keepFrom = Math.min(keepFrom, reader());
    const drop = keepFrom - this.#first;
    if (drop <= 0) return;
    this.#changes = this.#changes.slice(drop);
    this.#first = keepFrom;
  }

  /** Drops what is above `revision`. */
  cutAfter(revision: number): void {
    this.#changes.length = this.after(revision) - this.#first;
  }

  /** Starts anew at `revision`. */
  reset(revision: number): void {
    this.#first = this.end;
    this.#changes = [];
    this.#compacted = revision;
  }

  /** `living` as it was at `revision`: the later changes undone. */
  rollBack(living: ReadonlyMap<string, Revision>, revision: number): Map<string, Revision> {
    const at = new Map(living);
    for (let position = this.end - 1; position >= this.#first; position -= 1) {
      const change = this.at(position);
      if (!change || change.revision <= revision) break;
      if (change.previous) at.set(change.previous.key, change.previous);
      else at.delete(change.current.key);
    }
    return at;
  }
}
