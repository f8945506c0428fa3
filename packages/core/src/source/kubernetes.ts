import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Scope } from '../revision.ts';
import { type Connection, createConnection } from './connection.ts';
import { FirstPosition } from './first-position.ts';
import { noObserver, type SourceObserver } from './observer.ts';
import { defaultTiming, type KubernetesSourceOptions, type SourceStartAt } from './options.ts';
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

/** The events of one cluster, by list and watch. Nothing is read before `mark` or `run`. */
export function createKubernetesSource(options: KubernetesSourceOptions, host: KubernetesSourceHost): Source {
  return new KubernetesSource(options, host);
}

class KubernetesSource implements Source {
  readonly #host: KubernetesSourceHost;
  readonly #connection: Connection;
  readonly #outstanding: Outstanding;
  readonly #startAt: SourceStartAt;
  readonly #scopes: ReadonlyMap<Scope, { readonly context: ScopeContext; readonly first: FirstPosition }>;
  readonly #stop = new AbortController();
  readonly #faults: unknown[] = [];

  constructor(options: KubernetesSourceOptions, host: KubernetesSourceHost) {
    const { clock, log, observer = noObserver } = host;
    const { namespaces = [], api = 'core/v1', labelSelector, fieldSelector, startAt = { kind: 'now' } } = options;
    this.#host = host;
    this.#startAt = startAt;
    const timing = { ...defaultTiming, ...options.timing };
    const connection = host.connection ?? createConnection(options, clock, log);
    this.#connection = connection;
    const outstanding = new Outstanding(timing.outstandingBytes, (error) => this.#fail(error));
    this.#outstanding = outstanding;
    const scopeOf = (scope: Scope) => {
      const status = new ScopeStatusKeeper(
        scope,
        () => clock.now(),
        (at) => observer.heard(scope, at),
      );
      const selection = { api, scope, labelSelector, fieldSelector };
      const warnings = new Warnings(log, clock);
      const context = { connection, selection, timing, clock, log, warnings, observer, outstanding, status };
      return { context, first: new FirstPosition(context) };
    };
    this.#scopes = new Map((namespaces.length === 0 ? [''] : namespaces).map((scope) => [scope, scopeOf(scope)]));
  }

  status(): SourceStatus {
    return { scopes: [...this.#scopes.values()].map(({ context }) => context.status.snapshot()) };
  }

  mark(): void {
    if (this.#startAt.kind !== 'now') return;
    for (const { first } of this.#scopes.values()) first.mark(this.#stop.signal);
  }

  async run(intake: Intake, signal: AbortSignal, all = false): Promise<void> {
    const startAt: SourceStartAt = all ? { kind: 'oldest' } : this.#startAt;
    const abort = () => this.#stop.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.all(
        [...this.#scopes.values()].map(({ context, first }) =>
          new ScopeFollower(context, intake, startAt, first)
            .run(this.#stop.signal)
            .catch((error: unknown) => this.#fail(error)),
        ),
      );
      await this.#outstanding.settled();
    } finally {
      signal.removeEventListener('abort', abort);
      await this.close();
    }
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the source is closed'));
    if (this.#host.connection === undefined) await this.#connection.close();
  }

  /** A scope that meets a fault which retrying cannot mend stops the others too: what it is (the journal closed, a wrong kubeconfig) is theirs. */
  #fail(error: unknown): void {
    this.#faults.push(error);
    this.#stop.abort(error);
  }
}
