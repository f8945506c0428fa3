import type { JournalRecord, MarkRecord } from '../record.ts';
import type { Push } from '../revision.ts';
import type { ScopeProgress, Taking } from './position.ts';

/** Marks that only spare a restart some frames are written at most this often: a mark for every frame of a burst of DELETED would be waste. */
const intervalMs = 1000;

/** Decides when a scope's position is written as a mark of its own. */
export class Marks {
  readonly #progress: ScopeProgress;
  /** The position has moved beyond what the journal's records say. */
  #owed = false;
  /** Unix ms. */
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(progress: ScopeProgress) {
    this.#progress = progress;
  }

  /** The push's records with the marks that belong to them. `now` in Unix ms. */
  place(push: Push, taking: Taking, records: readonly JournalRecord[], now: number): readonly JournalRecord[] {
    if (taking.mark === 'list') return [...records, ...this.#write(push, now)];
    // Before a list's items: after them it would hide from a restart which of them the unfinished list has appended.
    if (push.kind === 'page') return this.#owed ? [...this.#write(push, now), ...records] : records;
    const last = records.at(-1);
    if (last?.kind === 'revision' && last.resourceVersion === this.#progress.position) this.#owed = false;
    else if (taking.mark === 'due') this.#owed = true;
    // A clock that was set back must not hold marks off.
    const due = Math.abs(now - this.#writtenAt) >= intervalMs;
    return this.#owed && due ? [...records, ...this.#write(push, now)] : records;
  }

  /** The mark that is owed, if one is. */
  settle(scope: string, now: number): readonly MarkRecord[] {
    return this.#owed ? this.#write({ scope }, now) : [];
  }

  #write({ scope }: { readonly scope: string }, now: number): readonly MarkRecord[] {
    const { position, epoch } = this.#progress;
    if (position === undefined) return [];
    this.#owed = false;
    this.#writtenAt = now;
    return [{ kind: 'mark', scope, position, at: now, epoch }];
  }
}
