import type { Clock } from './clock.ts';
import type { StoredEvent } from './event.ts';
import { History } from './history.ts';
import { Leases } from './leases.ts';
import { type Change, keyOf, Revision } from './revision.ts';
import { Snapshot } from './snapshot.ts';

/** How the store behaves. */
export interface StoreOptions {
  /** How long an event lives after its last write. */
  readonly ttlMs: number;
  /** The revision before the first write. */
  readonly initialRevision: number;
}

/** Lists page through one snapshot; a few are kept so that its pages are not built anew each time. */
const snapshotsKept = 4;

/** The events of a cluster as etcd keeps them: the living, and the history since the last compaction. */
export class Store {
  readonly history = new History();
  readonly #leases: Leases;
  readonly #living = new Map<string, Revision>();
  readonly #snapshots = new Map<number, Snapshot>();
  readonly #listeners = new Set<() => void>();
  #revision: number;
  #held = 0;

  constructor(clock: Clock, options: StoreOptions) {
    this.#revision = options.initialRevision;
    this.history.reset(options.initialRevision);
    this.#leases = new Leases(clock, options.ttlMs, (keys) => this.#expire(keys));
  }

  /** The newest revision: the resourceVersion of a list. */
  get revision(): number {
    return this.#revision;
  }

  /** How many events live. */
  get size(): number {
    return this.#living.size;
  }

  get(namespace: string, name: string): Revision | undefined {
    return this.#living.get(keyOf(namespace, name));
  }

  /** Every living event, in no order. */
  living(): IterableIterator<Revision> {
    return this.#living.values();
  }

  /** Creates or replaces an event, renewing its TTL. */
  put(event: StoredEvent): Revision {
    const key = keyOf(event.namespace, event.name);
    const previous = this.#living.get(key);
    this.#revision += 1;
    const current = new Revision(key, this.#revision, event);
    this.#living.set(key, current);
    this.#leases.attach(key);
    this.#record({ revision: this.#revision, type: previous ? 'MODIFIED' : 'ADDED', current, previous });
    return current;
  }

  /** Deletes an event under a revision of its own. Answers its last state, or undefined when there was none. */
  remove(namespace: string, name: string): Revision | undefined {
    const key = keyOf(namespace, name);
    const last = this.#living.get(key);
    if (!last) return undefined;
    this.#leases.detach(key);
    this.#removeTogether([last]);
    return last;
  }

  /** Lets the revision pass without an event, as writes of other resources do. */
  skip(revisions: number): void {
    this.#revision += revisions;
  }

  /** Calls `listener` after every write, once for the writes of a `together`. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Watchers hear of the writes of `write` only when it is over, all at once. */
  together<T>(write: () => T): T {
    const release = this.hold();
    try {
      return write();
    } finally {
      release();
    }
  }

  /** Watchers hear of nothing until the returned function is called. */
  hold(): () => void {
    this.#held += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#held -= 1;
      this.#tell();
    };
  }

  /** True while watchers are not to be told of writes. */
  get holding(): boolean {
    return this.#held > 0;
  }

  /** The state at `revision`, which must be neither compacted nor in the future. */
  snapshot(revision: number): Snapshot {
    const known = this.#snapshots.get(revision);
    if (known) return known;
    const at = this.history.rollBack(this.#living, revision);
    const all = [...at.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const fresh = new Snapshot(revision, all);
    for (const old of this.#snapshots.keys()) {
      if (this.#snapshots.size < snapshotsKept) break;
      this.#snapshots.delete(old);
    }
    this.#snapshots.set(revision, fresh);
    return fresh;
  }

  /** Forgets the history before `revision` (default: the newest), as etcd's compaction does. */
  compact(revision: number = this.#revision): void {
    this.history.compact(Math.min(revision, this.#revision));
    for (const old of this.#snapshots.keys()) if (old < revision) this.#snapshots.delete(old);
  }

  /**
   * Goes back to the state at `revision`, as etcd restored from a backup: later writes never were, and their
   * resourceVersions are given out again.
   * @throws RangeError when `revision` is compacted or in the future.
   */
  rewind(revision: number): void {
    if (revision > this.#revision || revision < this.history.compacted) {
      throw new RangeError(
        `cannot rewind to ${revision}: expected a revision from ${this.history.compacted} to ${this.#revision}`,
      );
    }
    const at = this.history.rollBack(this.#living, revision);
    this.#living.clear();
    for (const [key, one] of at) this.#living.set(key, one);
    this.history.cutAfter(revision);
    this.#revision = revision;
    this.#snapshots.clear();
    this.#leases.clear();
    for (const key of this.#living.keys()) this.#leases.attach(key);
    this.#tell();
  }

  /** Becomes another cluster: no events, no history, `revision` as the newest. */
  replace(revision: number): void {
    this.#living.clear();
    this.#snapshots.clear();
    this.#leases.clear();
    this.#revision = revision;
    this.history.reset(revision);
    this.#tell();
  }

  /** Ends every timer. */
  close(): void {
    this.#leases.clear();
  }

  #expire(keys: readonly string[]): void {
    this.#removeTogether(keys.flatMap((key) => this.#living.get(key) ?? []));
  }

  /** One etcd transaction: all deletions share one revision. */
  #removeTogether(gone: readonly Revision[]): void {
    if (gone.length === 0) return;
    this.#revision += 1;
    this.together(() => {
      for (const last of gone) {
        this.#living.delete(last.key);
        const current = last.at(this.#revision);
        this.#record({ revision: this.#revision, type: 'DELETED', current, previous: last });
      }
    });
  }

  #record(change: Change): void {
    this.history.append(change);
    this.#tell();
  }

  #tell(): void {
    if (this.#held > 0) return;
    for (const listener of this.#listeners) listener();
  }
}
