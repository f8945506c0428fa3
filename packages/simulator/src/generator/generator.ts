import type { Cluster } from '../cluster.ts';
import type { EventFields } from '../event.ts';
import type { Random } from '../random.ts';
import type { Revision } from '../revision.ts';
import { Correlator, type RecorderWrite } from './correlator.ts';
import type { Occurrence } from './occurrence.ts';
import { isScenarioName, type ScenarioName, scenarios } from './scenarios/index.ts';
import { makeWorld, type World } from './world.ts';

/** What the generator makes. */
export interface GeneratorOptions {
  /** Which stories; default all. */
  readonly scenarios?: readonly ScenarioName[];
  /** How many workloads the cluster has. Default 60, about 180 pods. */
  readonly workloads?: number;
  /** Each event carries an annotation with the moment it was made. */
  readonly stamp?: boolean;
}

/** The annotation of stamped events: Unix ms with a fraction. */
export const stampAnnotation = 'simulator.kubeherald.dev/sent-at';

/** So many stories go on at once, so that their events mix as those of a cluster do. */
const storiesAtOnce = 12;
/** Timers are not finer than this; what falls due together is written together. */
const tickMs = 1;

/** Makes the events of a believable cluster. The same seed gives the same events at the same moments. */
export class Generator {
  readonly world: World;
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #correlator: Correlator;
  readonly #names: readonly ScenarioName[];
  readonly #stamp: boolean;
  readonly #stories: Story[] = [];
  #serial = 0;

  constructor(cluster: Cluster, random: Random, options: GeneratorOptions) {
    this.#cluster = cluster;
    this.#random = random;
    this.world = makeWorld(random, options.workloads ?? 60);
    for (const namespace of this.world.namespaces) cluster.namespaces.add(namespace);
    const told = options.scenarios ?? Object.keys(scenarios).filter(isScenarioName);
    this.#names = told.flatMap((name) => Array<ScenarioName>(scenarios[name].weight).fill(name));
    this.#stamp = options.stamp ?? false;
    // client-go appends the time in nanoseconds; the serial makes it unique where the clock is coarser.
    this.#correlator = new Correlator((ms) => {
      this.#serial += 1;
      return (BigInt(Math.floor(ms)) * 1_000_000n + BigInt(this.#serial % 1_000_000)).toString(16);
    });
  }

  /** Writes the next event. */
  step(): Revision {
    const now = this.#cluster.clock.now();
    for (;;) {
      const write = this.#correlator.record(this.#next(), now);
      if (write) return this.#write(write, now);
    }
  }

  /** Writes `rate` events a second until the returned function is called. */
  run(rate: number): () => void {
    const { clock } = this.#cluster;
    const begun = clock.now();
    let written = 0;
    let cancel = () => {};
    const tick = () => {
      const due = Math.floor(((clock.now() - begun) * rate) / 1000);
      for (; written < due; written += 1) this.step();
      schedule();
    };
    const schedule = () => {
      cancel = clock.after(Math.max(tickMs, ((written + 1) * 1000) / rate - (clock.now() - begun)), tick);
    };
    schedule();
    return () => cancel();
  }

  #next(): Occurrence {
    while (this.#stories.length < storiesAtOnce) this.#stories.push(this.#begin());
    for (;;) {
      const index = this.#random.below(this.#stories.length);
      const next = this.#stories[index]?.next();
      if (next && next.done !== true) return next.value;
      this.#stories[index] = this.#begin();
    }
  }

  #begin(): Story {
    return scenarios[this.#random.pick(this.#names)].tell(this.#random, this.world);
  }

  #write(write: RecorderWrite, now: number): Revision {
    const { store } = this.#cluster;
    const old = store.get(write.namespace, write.name);
    const manager = write.fields.component === '' ? write.fields.reportingComponent : write.fields.component;
    const group = write.fields.eventTime === '' ? '' : 'events.k8s.io';
    const fields: EventFields = this.#stamp
      ? { ...write.fields, annotations: { [stampAnnotation]: now.toFixed(3) } }
      : write.fields;
    if (old) return this.#cluster.update(old, fields, manager, group);
    const event = { name: write.name, generateName: '', namespace: write.namespace, fields, unknown: [] };
    return this.#cluster.create(event, write.namespace, manager, group);
  }
}

type Story = Iterator<Occurrence>;
