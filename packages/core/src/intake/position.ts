import type { ScopeState } from '../record.ts';
import { comparePositions, isPosition, type Position, type Push } from '../revision.ts';
import { Newest } from './newest.ts';

/** What is known of a revision when it is decided whether it is new. */
export interface Candidate {
  /** `uid:resourceVersion`. */
  readonly id: string;
  readonly resourceVersion: Position;
  /** Unix ms of the event time. */
  readonly eventAt: number;
}

/** `taken`: it was taken before. `before-start`: the first list shows it, but the source starts later. */
export type Verdict = 'new' | 'taken' | 'before-start';

/**
 * Whether the scope's position needs a mark of its own. `list`: now, for it ends a list. `due`: when no record says the same.
 * `no`: the position has not moved, or a mark would hide the revisions that an unfinished list has appended.
 */
export type MarkNeed = 'list' | 'due' | 'no';

/** What a push meant for its scope. */
export interface Taking {
  /** One for each candidate. */
  readonly verdicts: readonly Verdict[];
  readonly mark: MarkNeed;
}

/** A list in a new epoch compares by event time, for its resourceVersions say nothing about what the old epoch took. */
interface Cut {
  readonly at: number;
  /** Taken before with exactly this event time. */
  readonly ids: ReadonlySet<string>;
}

/**
 * How far one scope has been taken, and so which revisions are new (architecture, guarantees 2 and 6). It knows of what was
 * pushed, durable or not, and neither of time nor of the journal.
 */
export class ScopeProgress {
  #position: Position | undefined;
  #epoch: number;
  readonly #newest: Newest;
  /** Taken in lists that are not complete; holds those of the unfinished list before a restart too. */
  readonly #unmarked: Set<string>;
  #highestUnmarked: Position | undefined;
  #cut: Cut | undefined;
  /** Of the list under way: it counts once the list is complete, so that a list in a new epoch can start again. */
  #listed = new Newest();
  readonly #startsAt: number;

  /**
   * @param state what the journal knows of the scope; undefined: nothing
   * @param startsAt Unix ms; what a first list shows of an older event time is not taken
   */
  constructor(state: ScopeState | undefined, startsAt: number) {
    this.#position = state?.position;
    this.#epoch = state?.epoch ?? 0;
    this.#newest = new Newest(state?.newestEventAt, state?.newestIds);
    this.#unmarked = new Set(state?.unmarked);
    for (const id of this.#unmarked) this.#raiseUnmarked(id.slice(id.lastIndexOf(':') + 1));
    this.#startsAt = startsAt;
  }

  /** Everything at or below it was pushed. */
  get position(): Position | undefined {
    return this.#position;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Whether a list in a new epoch is under way. */
  get entersEpoch(): boolean {
    return this.#cut !== undefined;
  }

  /** Decides over the candidates of a push, in its order, and moves the position. */
  take(push: Push, candidates: readonly Candidate[]): Taking {
    switch (push.kind) {
      case 'watch':
        return this.#takeFrames(push.position, candidates);
      case 'page':
        return { verdicts: candidates.map((candidate) => this.#takeItem(candidate)), mark: 'no' };
      case 'listed':
        return this.#completeList(push.position);
      case 'epoch':
        // A list in a new epoch that starts again still compares with what the old epoch had taken.
        this.#cut ??= { at: this.#newest.at, ids: new Set(this.#newest.ids) };
        return { verdicts: [], mark: 'no' };
    }
  }

  #takeFrames(position: Position, candidates: readonly Candidate[]): Taking {
    // A watch shows that the old position still holds, so no new epoch began after all.
    this.#cut = undefined;
    const verdicts = candidates.map((candidate) => this.#takeFrame(candidate));
    const before = this.#position;
    this.#position = later(before, position);
    if (this.#highestUnmarked !== undefined && reaches(this.#position, this.#highestUnmarked)) this.#forgetUnmarked();
    return { verdicts, mark: this.#position === before || this.#unmarked.size > 0 ? 'no' : 'due' };
  }

  #takeFrame({ id, resourceVersion, eventAt }: Candidate): Verdict {
    if (this.#covers(resourceVersion)) return 'taken';
    this.#newest.notice(id, eventAt);
    return this.#unmarked.has(id) ? 'taken' : 'new';
  }

  #takeItem({ id, resourceVersion, eventAt }: Candidate): Verdict {
    if (this.#cut) {
      const { at, ids } = this.#cut;
      if (eventAt < at || (eventAt === at && ids.has(id))) return 'taken';
    } else if (this.#position === undefined) {
      if (eventAt < this.#startsAt) return 'before-start';
    } else if (this.#covers(resourceVersion)) return 'taken';
    this.#listed.notice(id, eventAt);
    if (this.#unmarked.has(id)) return 'taken';
    this.#unmarked.add(id);
    this.#raiseUnmarked(resourceVersion);
    return 'new';
  }

  #completeList(position: Position): Taking {
    if (this.#cut) {
      this.#position = position;
      this.#epoch++;
      this.#cut = undefined;
    } else this.#position = later(this.#position, position);
    this.#forgetUnmarked();
    this.#newest.include(this.#listed);
    this.#listed = new Newest();
    return { verdicts: [], mark: 'list' };
  }

  /** Whether the position says that this revision was taken. */
  #covers(resourceVersion: Position): boolean {
    return this.#position !== undefined && reaches(this.#position, resourceVersion);
  }

  #raiseUnmarked(resourceVersion: Position): void {
    this.#highestUnmarked = later(this.#highestUnmarked, resourceVersion);
  }

  #forgetUnmarked(): void {
    this.#unmarked.clear();
    this.#highestUnmarked = undefined;
  }
}

/** The position to go on from: it never goes back within an epoch. Versions that cannot be compared are taken as they come. */
function later(known: Position | undefined, shown: Position): Position {
  if (known === undefined || !isPosition(known) || !isPosition(shown)) return shown;
  return comparePositions(known, shown) >= 0 ? known : shown;
}

/** Whether `position` is at or past the version; of those that cannot be compared only an equal one is (KEP-5504 says which can). */
function reaches(position: Position, resourceVersion: Position): boolean {
  if (position === resourceVersion) return true;
  return isPosition(position) && isPosition(resourceVersion) && comparePositions(position, resourceVersion) >= 0;
}
