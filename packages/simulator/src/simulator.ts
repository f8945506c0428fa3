import { writeFile } from 'node:fs/promises';
import { serverCertificate } from './certificate.ts';
import { systemClock } from './clock.ts';
import { Cluster } from './cluster.ts';
import { startCompaction } from './compaction.ts';
import { type Control, startControl } from './control.ts';
import { EmitError, type EmittedEvent, emit, modify } from './emit.ts';
import type { FaultSet } from './fault-set.ts';
import { Generator } from './generator/generator.ts';
import { kubeconfig } from './kubeconfig.ts';
import type { Store } from './objects.ts';
import type { SimulatorOptions } from './options.ts';
import { seededRandom } from './random.ts';
import type { LoggedRequest } from './request-log.ts';
import type { Change } from './revision.ts';
import { ApiServer } from './server.ts';
import { standardUsers, type User } from './users.ts';

/** How an API server goes away and comes back. */
export interface RestartOptions {
  /** How long the port refuses connections. @default 0 */
  readonly downMs?: number;
  /** How long users with RBAC rights get 403 after the start. @default 0 */
  readonly startingMs?: number;
  /** Connections are reset rather than closed. @default true */
  readonly reset?: boolean;
  /** As SIGTERM does it: the port closes, open watches live on for so long, then end in good order. @default 0: cut at once */
  readonly watchGraceMs?: number;
}

/** A burst that is written but not yet told to any watch. */
export interface PreparedBurst {
  /** resourceVersion of the newest event. */
  readonly resourceVersion: string;
  /** Lets the watches send. Answers the moment, Unix ms. */
  release(): number;
}

/** A running simulator. */
export class Simulator {
  /** The URL that a kubeconfig names. */
  readonly server: string;
  /** PEM of the authority behind the server's certificate; undefined over plain HTTP. */
  readonly ca: string | undefined;
  /** What is stored. */
  readonly store: Store;
  /** Faults by name: set, clear, active. */
  readonly faults: FaultSet;
  /** The store with what the server adds to writes; for tests of the simulator itself. */
  readonly cluster: Cluster;
  readonly #api: ApiServer;
  readonly #generator: Generator;
  readonly #users: ReadonlyMap<string, User>;
  readonly #port: number;
  readonly #stamp: boolean;
  readonly #stops: (() => void)[] = [];
  #control: Control | undefined;

  private constructor(parts: {
    readonly cluster: Cluster;
    readonly api: ApiServer;
    readonly generator: Generator;
    readonly users: ReadonlyMap<string, User>;
    readonly port: number;
    readonly server: string;
    readonly ca: string | undefined;
    readonly stamp: boolean;
  }) {
    this.cluster = parts.cluster;
    this.#api = parts.api;
    this.#generator = parts.generator;
    this.#users = parts.users;
    this.#port = parts.port;
    this.#stamp = parts.stamp;
    this.server = parts.server;
    this.ca = parts.ca;
    this.store = parts.cluster.store;
    this.faults = parts.api.faults;
  }

  /** Starts a simulator; `startSimulator` is the public name. */
  static async start(options: SimulatorOptions): Promise<Simulator> {
    const clock = options.clock ?? systemClock;
    const random = seededRandom(options.seed ?? 1);
    const cluster = new Cluster(clock, random, {
      ttlMs: options.ttlMs ?? 3_600_000,
      initialRevision: options.initialRevision ?? 1000,
      managedFields: options.managedFields ?? true,
      namespaces: options.namespaces ?? [],
    });
    const host = options.host ?? '127.0.0.1';
    const names = [...new Set(['127.0.0.1', '::1', 'localhost', host])];
    const tls = options.tls ? serverCertificate(names, clock.now()) : undefined;
    const users = new Map(Object.entries({ ...standardUsers, ...options.tokens }));
    const api = new ApiServer(cluster, { host, tls, users, catchUpMs: options.catchUpMs ?? 50 });
    // The generator's chance is its own, so that what clients do does not change what it makes.
    const generator = new Generator(cluster, seededRandom((options.seed ?? 1) + 1), {
      ...(options.scenarios ? { scenarios: options.scenarios } : {}),
      ...(options.workloads === undefined ? {} : { workloads: options.workloads }),
      stamp: options.stamp ?? false,
    });
    const port = await api.listen(options.port ?? 0);
    const server = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const stamp = options.stamp ?? false;
    const simulator = new Simulator({ cluster, api, generator, users, port, server, ca: tls?.ca, stamp });
    simulator.#stops.push(startCompaction(cluster.store, clock, options.compactionIntervalMs ?? 300_000));
    if (options.controlPort !== undefined) simulator.#control = await startControl(simulator, options.controlPort);
    if (options.rate !== undefined && options.rate > 0) simulator.generate(options.rate);
    return simulator;
  }

  /** The URL of the control endpoint; undefined without one. */
  get control(): string | undefined {
    return this.#control?.url;
  }

  /** The newest resourceVersion. */
  get resourceVersion(): string {
    return String(this.store.revision);
  }

  /** Writes a kubeconfig for a user of `tokens`. @throws EmitError when there is no such user. */
  async writeKubeconfig(path: string, user = 'events-reader'): Promise<void> {
    await writeFile(path, this.kubeconfig(user), { mode: 0o600 });
  }

  /** The text of a kubeconfig. @throws EmitError when there is no such user. */
  kubeconfig(user = 'events-reader'): string {
    const token = [...this.#users].find(([, one]) => one.name === user)?.[0];
    if (token === undefined) {
      const known = [...this.#users.values()].map((one) => one.name).join(', ');
      throw new EmitError(`no user ${JSON.stringify(user)}: expected one of ${known}; add one by the option tokens`);
    }
    return kubeconfig({ server: this.server, ca: this.ca, user, token });
  }

  /** Stores an event, core/v1 or events.k8s.io/v1 by its apiVersion, without a request. @throws EmitError */
  emit(raw: object): EmittedEvent {
    return emit(this.cluster, raw, this.#stamp);
  }

  /** Changes a stored event by a core/v1 merge patch; without one counts it up. @throws EmitError when it is not there. */
  modify(target: { readonly namespace: string; readonly name: string }, patch?: object): EmittedEvent {
    return modify(this.cluster, target, patch);
  }

  /** Generates `rate` events a second until the returned function is called or the simulator stops. */
  generate(rate: number): () => void {
    const stop = this.#generator.run(rate);
    this.#stops.push(stop);
    return stop;
  }

  /** Generates `count` events now; watches get them as one burst. */
  burst(count: number): void {
    this.prepareBurst(count).release();
  }

  /** Generates and renders `count` events; watches get them when the burst is released. */
  prepareBurst(count: number): PreparedBurst {
    const release = this.store.hold();
    for (let left = count; left > 0; left -= 1) this.#generator.step().body('');
    return {
      resourceVersion: this.resourceVersion,
      release: () => {
        const now = this.cluster.clock.now();
        release();
        return now;
      },
    };
  }

  /** Calls `listener` with every write from now on: what an observer compares deliveries with. */
  onWrite(listener: (change: Change) => void): () => void {
    let position = this.store.history.end;
    const read = () => {
      const { history } = this.store;
      position = Math.min(position, history.end);
      for (let change = history.at(position); change; change = history.at(position)) {
        position += 1;
        listener(change);
      }
    };
    const stops = [this.store.history.addReader(() => position), this.store.onChange(read)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Forgets the history before `revision`, default all of it: watches from before get 410. */
  compact(revision?: number): void {
    this.store.compact(revision);
  }

  /** As etcd restored from a backup: back to `revision`, connections reset, resourceVersions given out again. @throws RangeError */
  rewind(revision: number): void {
    this.store.rewind(revision);
    this.cluster.configMaps.rewind(revision);
    this.#api.connections.cut(true);
  }

  /** Another cluster behind the address: no events, connections reset, `revision` as its newest. @default revision 50 */
  becomeAnotherCluster(revision = 50): void {
    this.store.replace(revision);
    this.cluster.configMaps.clear();
    this.#api.connections.cut(true);
  }

  /** Cuts every connection: reset, or closed. */
  cutConnections(reset = true): void {
    this.#api.connections.cut(reset);
  }

  /** How many TCP connections are open. */
  get connections(): number {
    return this.#api.connections.count;
  }

  /** How many watches are open. */
  get watches(): number {
    return this.#api.watches.size;
  }

  /** The API server goes and comes back on the same port; resolves when it listens again. */
  async restart(options: RestartOptions = {}): Promise<void> {
    const { clock } = this.cluster;
    const { downMs = 0, startingMs = 0, reset = true, watchGraceMs = 0 } = options;
    const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
    if (watchGraceMs > 0) {
      this.#api.unlisten();
      await wait(watchGraceMs);
      for (const watch of this.#api.watches) watch.end();
    }
    this.#api.connections.cut(reset);
    await this.#api.close();
    if (downMs > 0) await wait(downMs);
    if (startingMs > 0) this.faults.set('startingUp', { forMs: startingMs });
    await this.#api.listen(this.#port);
  }

  /** The requests of late, oldest first. */
  requests(): LoggedRequest[] {
    return this.#api.log.entries();
  }

  /** Forgets the requests so far. */
  clearRequests(): void {
    this.#api.log.clear();
  }

  /** Ends everything: generator, timers, port, connections. Safe twice. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.faults.clear();
    this.store.close();
    await this.#control?.close();
    await this.#api.close();
  }
}

/** Starts a simulated API server. */
export function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return Simulator.start(options);
}
