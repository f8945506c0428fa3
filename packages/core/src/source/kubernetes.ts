import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { type Connection, createConnection } from './connection.ts';
import { noObserver, type SourceObserver } from './observer.ts';
import { defaultTiming, type KubernetesSourceOptions } from './options.ts';
import { Outstanding } from './outstanding.ts';
import { ScopeFollower } from './scope.ts';
import type { ScopeContext } from './scope-context.ts';
import { ScopeStatusKeeper } from './scope-status.ts';
import type { Intake, Source, SourceStatus } from './source.ts';
import { Warnings } from './warnings.ts';

/** What the source is given by its host. */
export interface KubernetesSourceHost {
  readonly clock: Clock;
  readonly log: Log;
  /** Default: nothing is counted. */
  readonly observer?: SourceObserver;
  /** A connection that others use too; it stays open. Default: one of its own, by the options. */
  readonly connection?: Connection;
}

/** The events of one cluster, by list and watch. Nothing is read before `run`, which may be called once. */
export function createKubernetesSource(options: KubernetesSourceOptions, host: KubernetesSourceHost): Source {
  return new KubernetesSource(options, host);
}

class KubernetesSource implements Source {
  readonly #options: KubernetesSourceOptions;
  readonly #host: KubernetesSourceHost;
  readonly #observer: SourceObserver;
  readonly #scopes: ReadonlyMap<string, ScopeStatusKeeper>;

  constructor(options: KubernetesSourceOptions, host: KubernetesSourceHost) {
    this.#options = options;
    this.#host = host;
    const observer = host.observer ?? noObserver;
    this.#observer = observer;
    const namespaces = options.namespaces === undefined || options.namespaces.length === 0 ? [''] : options.namespaces;
    this.#scopes = new Map(
      namespaces.map((scope) => [
        scope,
        new ScopeStatusKeeper(
          scope,
          () => host.clock.now(),
          (at) => observer.heard(scope, at),
        ),
      ]),
    );
  }

  status(): SourceStatus {
    return { scopes: [...this.#scopes.values()].map((scope) => scope.snapshot()) };
  }

  async run(intake: Intake, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#host;
    const timing = { ...defaultTiming, ...this.#options.timing };
    // A scope that meets a fault which retrying cannot mend stops the others too: what it is (the journal closed, a wrong kubeconfig) is theirs.
    const stop = new AbortController();
    const faults: unknown[] = [];
    const fail = (error: unknown) => {
      faults.push(error);
      stop.abort(error);
    };
    const abort = () => stop.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    const outstanding = new Outstanding(timing.outstandingBytes, fail);
    const connection = this.#host.connection ?? createConnection(this.#options, clock, log);
    const { api = 'core/v1', labelSelector, fieldSelector, startAt = { kind: 'now' } } = this.#options;
    const follow = async ([scope, status]: [string, ScopeStatusKeeper]) => {
      const selection = { api, scope, labelSelector, fieldSelector };
      const warnings = new Warnings(log, clock);
      const observer = this.#observer;
      const context: ScopeContext = {
        connection,
        selection,
        timing,
        clock,
        log,
        warnings,
        observer,
        outstanding,
        status,
      };
      try {
        await new ScopeFollower(context, intake, startAt).run(stop.signal);
      } catch (error) {
        fail(error);
      }
    };
    try {
      await Promise.all([...this.#scopes].map(follow));
      await outstanding.settled();
    } finally {
      signal.removeEventListener('abort', abort);
      if (this.#host.connection === undefined) await connection.close();
    }
    if (faults.length > 0) throw faults[0];
  }
}
