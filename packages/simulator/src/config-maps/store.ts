import { secondsTime } from '../event.ts';
import { type JsonObject, sortedMap } from '../json.ts';
import { keyOf } from '../revision.ts';

/** What a ConfigMap holds besides its name. */
export interface ConfigMapContent {
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly data: Readonly<Record<string, string>>;
}

/** One stored state of a ConfigMap. */
export interface StoredConfigMap extends ConfigMapContent {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** RFC 3339, whole seconds. */
  readonly creationTimestamp: string;
  /** Of the last write. */
  readonly writtenAt: string;
  readonly manager: string;
  readonly revision: number;
}

/** What one write did. */
export interface ConfigMapChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  readonly current: StoredConfigMap;
  readonly previous: StoredConfigMap | undefined;
}

/** What the store shares with that of the events: etcd has one counter of revisions. */
export interface ConfigMapSurroundings {
  readonly now: () => number;
  readonly uuid: () => string;
  readonly revision: () => number;
  /** Takes the next revision. */
  readonly advance: () => number;
}

/** The ConfigMaps of a cluster and their history. They are few, so nothing of it is forgotten. */
export class ConfigMapStore {
  readonly #around: ConfigMapSurroundings;
  readonly #living = new Map<string, StoredConfigMap>();
  #changes: ConfigMapChange[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(around: ConfigMapSurroundings) {
    this.#around = around;
  }

  /** The cluster's newest revision: the resourceVersion of a list. */
  get revision(): number {
    return this.#around.revision();
  }

  get(namespace: string, name: string): StoredConfigMap | undefined {
    return this.#living.get(keyOf(namespace, name));
  }

  /** In the order of lists. */
  all(): readonly StoredConfigMap[] {
    return [...this.#living].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  }

  /** Creates or replaces one. */
  put(namespace: string, name: string, content: ConfigMapContent, manager = 'unknown'): StoredConfigMap {
    const previous = this.get(namespace, name);
    const writtenAt = secondsTime(this.#around.now());
    const current: StoredConfigMap = {
      ...content,
      namespace,
      name,
      uid: previous?.uid ?? this.#around.uuid(),
      creationTimestamp: previous?.creationTimestamp ?? writtenAt,
      writtenAt,
      manager,
      revision: this.#around.advance(),
    };
    this.#living.set(keyOf(namespace, name), current);
    this.#record({ type: previous ? 'MODIFIED' : 'ADDED', revision: current.revision, current, previous });
    return current;
  }

  /** Deletes one; its last state, or undefined when there was none. */
  remove(namespace: string, name: string): StoredConfigMap | undefined {
    const previous = this.get(namespace, name);
    if (previous === undefined) return undefined;
    const revision = this.#around.advance();
    this.#living.delete(keyOf(namespace, name));
    this.#record({ type: 'DELETED', revision, current: { ...previous, revision }, previous });
    return previous;
  }

  /** What was written above `revision`, oldest first. */
  after(revision: number): readonly ConfigMapChange[] {
    return this.#changes.filter((change) => change.revision > revision);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Back to the state at `revision`, as etcd restored from a backup. */
  rewind(revision: number): void {
    for (const { current, previous } of this.after(revision).toReversed()) {
      const key = keyOf(current.namespace, current.name);
      if (previous === undefined) this.#living.delete(key);
      else this.#living.set(key, previous);
    }
    this.#changes = this.#changes.filter((change) => change.revision <= revision);
  }

  /** Becomes another cluster's: none. */
  clear(): void {
    this.#living.clear();
    this.#changes = [];
  }

  #record(change: ConfigMapChange): void {
    this.#changes.push(change);
    for (const listener of this.#listeners) listener();
  }
}

/** One as JSON, in the order of the real server (recorded: election-and-checkpoint.json). Items of a list have no kind. */
export function renderConfigMap(one: StoredConfigMap, inList = false): JsonObject {
  const fields = Object.keys(one.data).sort();
  const owned = { '.': {}, ...Object.fromEntries(fields.map((key) => [`f:${key}`, {}])) };
  return {
    ...(inList ? {} : { kind: 'ConfigMap', apiVersion: 'v1' }),
    metadata: {
      name: one.name,
      namespace: one.namespace,
      uid: one.uid,
      resourceVersion: String(one.revision),
      creationTimestamp: one.creationTimestamp,
      labels: one.labels && sortedMap(one.labels),
      annotations: one.annotations && sortedMap(one.annotations),
      managedFields: [
        {
          manager: one.manager,
          operation: 'Update',
          apiVersion: 'v1',
          time: one.writtenAt,
          fieldsType: 'FieldsV1',
          fieldsV1: fields.length === 0 ? {} : { 'f:data': owned },
        },
      ],
    },
    data: fields.length === 0 ? undefined : sortedMap(one.data),
  };
}
