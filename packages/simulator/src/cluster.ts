import type { Clock } from './clock.ts';
import { ConfigMapStore } from './config-maps/store.ts';
import type { DecodedEvent } from './decode.ts';
import { type ApiGroup, type EventFields, type StoredEvent, secondsTime } from './event.ts';
import { createdBy, updatedBy } from './managed-fields.ts';
import { Store, type StoreOptions } from './objects.ts';
import type { Random } from './random.ts';
import type { Revision } from './revision.ts';

/** How the cluster behaves. */
export interface ClusterOptions extends StoreOptions {
  /** False leaves metadata.managedFields out, which makes events a third smaller. */
  readonly managedFields: boolean;
  /** Namespaces that exist from the start. */
  readonly namespaces: readonly string[];
}

/** The namespaces of every cluster. */
const standardNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** The events of a cluster, and what the API server adds to them when they are written. */
export class Cluster {
  readonly store: Store;
  readonly configMaps: ConfigMapStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly namespaces: Set<string>;
  readonly #managed: boolean;

  constructor(clock: Clock, random: Random, options: ClusterOptions) {
    this.clock = clock;
    this.random = random;
    this.store = new Store(clock, options);
    this.configMaps = new ConfigMapStore({
      now: () => clock.now(),
      uuid: () => random.uuid(),
      revision: () => this.store.revision,
      advance: () => {
        this.store.skip(1);
        return this.store.revision;
      },
    });
    this.namespaces = new Set([...standardNamespaces, ...options.namespaces]);
    this.#managed = options.managedFields;
  }

  /** Stores a new event under `namespace`; what is stored under its name already is replaced. */
  create(event: DecodedEvent, namespace: string, manager: string, group: ApiGroup): Revision {
    const time = secondsTime(this.clock.now());
    const generated = event.name === '';
    const extra = generated ? ['metadata/generateName'] : [];
    return this.store.put({
      ...event.fields,
      name: generated ? `${event.generateName}${this.random.suffix(5)}` : event.name,
      generateName: event.generateName,
      namespace,
      uid: this.random.uuid(),
      creationTimestamp: time,
      managedFields: this.#managed ? createdBy({ manager, group, time }, event.fields, extra) : [],
    });
  }

  /** Stores a new state of `old`. What changes nothing is not stored, and answers the old revision. */
  update(old: Revision, fields: EventFields, manager: string, group: ApiGroup): Revision {
    const time = secondsTime(this.clock.now());
    const managed = updatedBy({ manager, group, time }, old.event.managedFields, old.event, fields);
    if (!managed) return old;
    const next: StoredEvent = { ...old.event, ...fields, managedFields: this.#managed ? managed : [] };
    return this.store.put(next);
  }
}
