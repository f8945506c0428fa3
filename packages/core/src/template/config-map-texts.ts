import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import {
  type ConfigMapName,
  type ConfigMapState,
  type Connection,
  type ConnectionOptions,
  createConnection,
  followConfigMap,
} from '../source/index.ts';

/** What ConfigMaps are followed with. */
export interface ConfigMapTextsParts {
  /** The cluster that the events come from. */
  readonly kubernetes: ConnectionOptions;
  readonly clock: Clock;
  readonly log: Log;
}

interface Followed {
  state: ConfigMapState | undefined;
  /** Resolves when something is known of it for the first time. */
  readonly first: Promise<void>;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

const idOf = ({ namespace, name }: ConfigMapName): string => `${namespace}/${name}`;

/**
 * How long a start waits for what its ConfigMaps say (ms). An API server that is there answers in hundredths of a second, one that is not
 * there is known at once; on a tenth of a CPU the kubeconfig alone takes seconds, and events in the default body cannot be taken back.
 */
const patienceMs = 15_000;

/** The ConfigMaps that templates are in. A connection is made when there is one to read. */
export class ConfigMapTexts {
  readonly #parts: ConfigMapTextsParts;
  readonly #followed = new Map<string, Followed>();
  readonly #changed: () => void;
  #connection: Connection | undefined;
  #closed = false;

  /** @param changed called when more, or something else, is known of a ConfigMap */
  constructor(parts: ConfigMapTextsParts, changed: () => void) {
    this.#parts = parts;
    this.#changed = changed;
  }

  /** Follows these and no others; resolves when something is known of each, or after some seconds without. */
  async follow(wanted: readonly ConfigMapName[]): Promise<void> {
    const ids = new Set(wanted.map(idOf));
    const left = [...this.#followed].filter(([id]) => !ids.has(id));
    await Promise.all(left.map(([id, followed]) => this.#leave(id, followed)));
    // A config that is being taken while the daemon stops needs none any more.
    if (this.#closed) return;
    for (const which of wanted)
      if (!this.#followed.has(idOf(which))) this.#followed.set(idOf(which), this.#start(which));
    const all = [...this.#followed.values()].filter(({ state }) => state === undefined);
    if (all.length === 0) return;
    const enough = new AbortController();
    const outOfTime = this.#parts.clock.sleep(patienceMs, enough.signal).catch((error: unknown) => {
      if (!enough.signal.aborted) throw error;
    });
    await Promise.race([Promise.all(all.map(({ first }) => first)), outOfTime]);
    enough.abort();
  }

  /** What is known of one; undefined: nothing yet. */
  state(which: ConfigMapName): ConfigMapState | undefined {
    return this.#followed.get(idOf(which))?.state;
  }

  /** Follows none any more. Safe twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.follow([]);
    await this.#connection?.close();
    this.#connection = undefined;
  }

  #start(which: ConfigMapName): Followed {
    const { kubernetes, clock, log } = this.#parts;
    this.#connection ??= createConnection(kubernetes, clock, log);
    const stop = new AbortController();
    const known = Promise.withResolvers<void>();
    const told = (state: ConfigMapState) => {
      followed.state = state;
      known.resolve();
      this.#changed();
    };
    const done = followConfigMap(which, { connection: this.#connection, clock, log }, told, stop.signal).catch(
      (error: unknown) => {
        log.error({ configMap: idOf(which), err: error }, 'a ConfigMap is not followed any more');
        told({ kind: 'unreachable', message: error instanceof Error ? error.message : String(error) });
      },
    );
    const followed: Followed = { state: undefined, first: known.promise, stop, done };
    return followed;
  }

  async #leave(id: string, { stop, done }: Followed): Promise<void> {
    this.#followed.delete(id);
    stop.abort(new Error('the ConfigMap is not needed any more'));
    await done;
  }
}
