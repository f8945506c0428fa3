import type { MarkRecord, RevisionRecord, Sequence } from '../record.ts';
import { comparePositions, type Position, type Scope } from '../revision.ts';

/** An event time (Unix ms; 0: none) and the sequence of the first revision that has it. */
export interface Newest {
  readonly at: number;
  readonly from: Sequence;
}

/** How far one scope is, by what is durable. Sequences are 0 where there is nothing. */
export interface ScopeProgress {
  readonly position: Position | undefined;
  readonly epoch: number;
  /** Of revisions that the position covers. */
  readonly newest: Newest;
  /** Of the unfinished list alone. */
  readonly unmarkedNewest: Newest;
  /** First revision of an unfinished list. */
  readonly unmarkedFrom: Sequence;
}

type Moving = { -readonly [Field in keyof ScopeProgress]: ScopeProgress[Field] };

const none: Newest = { at: 0, from: 0 };

/** How far every scope is; each segment opens with it, so that dropping older segments forgets no position. */
export class Scopes {
  readonly #scopes = new Map<Scope, Moving>();

  get(scope: Scope): ScopeProgress | undefined {
    return this.#scopes.get(scope);
  }

  entries(): IterableIterator<[Scope, ScopeProgress]> {
    return this.#scopes.entries();
  }

  /** Forgets all and takes these instead. */
  reset(scopes: Iterable<readonly [Scope, ScopeProgress]>): void {
    this.#scopes.clear();
    for (const [scope, progress] of scopes) this.#scopes.set(scope, { ...progress });
  }

  /** Takes in a durable record; in the order of the journal. */
  apply(record: RevisionRecord | MarkRecord, sequence: Sequence): void {
    const scope = this.#of(record.scope);
    if (record.kind === 'mark') mark(scope, record);
    else if (record.listed) {
      if (scope.unmarkedFrom === 0) scope.unmarkedFrom = sequence;
      if (record.eventAt > scope.unmarkedNewest.at) scope.unmarkedNewest = { at: record.eventAt, from: sequence };
    } else {
      scope.position = later(scope.position, record.resourceVersion);
      if (record.eventAt > scope.newest.at) scope.newest = { at: record.eventAt, from: sequence };
    }
  }

  /** The first sequence that an unfinished list needs; undefined when none does. */
  unmarkedFrom(): Sequence | undefined {
    let lowest: Sequence | undefined;
    for (const { unmarkedFrom } of this.#scopes.values()) {
      if (unmarkedFrom > 0 && (lowest === undefined || unmarkedFrom < lowest)) lowest = unmarkedFrom;
    }
    return lowest;
  }

  #of(name: Scope): Moving {
    let scope = this.#scopes.get(name);
    if (scope === undefined) {
      scope = { position: undefined, epoch: 0, newest: none, unmarkedNewest: none, unmarkedFrom: 0 };
      this.#scopes.set(name, scope);
    }
    return scope;
  }
}

function mark(scope: Moving, record: MarkRecord): void {
  if (record.epoch > scope.epoch) scope.position = record.position;
  else scope.position = later(scope.position, record.position);
  scope.epoch = Math.max(scope.epoch, record.epoch);
  if (scope.unmarkedNewest.at > scope.newest.at) scope.newest = scope.unmarkedNewest;
  scope.unmarkedNewest = none;
  scope.unmarkedFrom = 0;
}

function later(left: Position | undefined, right: Position): Position {
  return left !== undefined && comparePositions(left, right) >= 0 ? left : right;
}
