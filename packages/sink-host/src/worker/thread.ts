import { fileURLToPath } from 'node:url';
import type { MessagePort, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Answer, Request, ThreadData } from '../protocol.ts';
import { type Death, type Evidence, explainDeath } from './death.ts';

/** From source (`.ts`, type stripping) as from `dist`: the entry has the extension of this file. */
const entry = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../entry.ts' : '../entry.js', import.meta.url));

/**
 * MB of a thread's young generation. Small, for it is most of what a thread's heap takes beyond its code: with V8's default of 48 the process
 * grows by 25 MB more, while batches of 100 events cost the same CPU within the noise.
 */
const youngGenerationMB = 4;

/** What a call came to: an answer, or the thread died of it. */
export type Reply =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly thread: Worker }
  | ({ readonly kind: 'died' } & Death);

/** What a thread is made with, and who hears of it. */
export interface ThreadOptions {
  readonly heapMB: number;
  /** Milliseconds between a call's deadline and the thread's end by force. */
  readonly graceMs: number;
  readonly data: ThreadData;
  readonly onMessage: (message: unknown) => void;
  /** It ended without being asked to. `idle`: no call was running, so nobody else is told. */
  readonly onDeath: (death: Death, idle: boolean) => void;
}

interface RunningCall {
  readonly thread: Worker | undefined;
  readonly controller: AbortController;
  readonly startedAt: number;
}

/**
 * One piscina pool of exactly one thread: an actor, for piscina cannot address a thread of several. A thread that dies is replaced by
 * piscina at once, a pool that is dead (its threads fail while loading) by a new one at the next call. One call at a time.
 */
/** A sink gets its secrets by its options; of the daemon's environment only the way out and the time zone are its business. */
function threadEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const shared = /^(https?_proxy|no_proxy|tz)$/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => shared.test(name)));
}

export class SinkThread {
  readonly #options: ThreadOptions;
  #pool: Piscina<Request, Answer> | undefined;
  #running: RunningCall | undefined;
  readonly #evidence = new WeakMap<Worker, Evidence>();
  /** Threads whose end is known and told, or wanted. */
  readonly #done = new WeakSet<Worker>();
  readonly #exited = new WeakSet<Worker>();

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Whether `thread` is the one that gets the next call: if not, all that it had is lost. */
  isCurrent(thread: Worker | undefined): boolean {
    return thread !== undefined && thread === this.#pool?.threads[0] && !this.#exited.has(thread);
  }

  /** Asks the thread, which is ended by force `limitMs` and the grace later. Never rejects. */
  async call(
    request: Request,
    limitMs: number,
    transferList: readonly (ArrayBuffer | MessagePort)[] = [],
  ): Promise<Reply> {
    const controller = new AbortController();
    const limit = limitMs + this.#options.graceMs;
    const timer = setTimeout(() => this.kill(), limit);
    let thread: Worker | undefined;
    try {
      const pool = this.#usablePool();
      thread = pool.threads[0];
      if (thread) this.#watch(thread);
      this.#running = { thread, controller, startedAt: performance.now() };
      const answer = await pool.run(request, { transferList: [...transferList], signal: controller.signal });
      if (thread) return { kind: 'answered', answer, thread };
      throw new Error('The pool of the sink has no thread');
    } catch (error) {
      // A pool that failed while its thread started aborts the call, with the failure as reason.
      return { kind: 'died', ...this.#deathOf(thread, controller.signal.reason ?? error) };
    } finally {
      clearTimeout(timer);
      this.#running = undefined;
    }
  }

  /** Ends the running call, and the thread with it. */
  kill(): void {
    const running = this.#running;
    if (running === undefined) return;
    const killedAfterMs = Math.round(performance.now() - running.startedAt);
    if (running.thread) this.#evidence.set(running.thread, { killedAfterMs });
    running.controller.abort();
  }

  /** Ends the thread; a later call starts a new one. Resolves when it has ended, or after the grace when it is stuck in native code. */
  async stop(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    if (pool === undefined) return;
    for (const thread of pool.threads) this.#done.add(thread);
    const { promise: graceIsOver, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#options.graceMs);
    await Promise.race([pool.destroy(), graceIsOver]);
    clearTimeout(timer);
  }

  #usablePool(): Piscina<Request, Answer> {
    if (this.#pool !== undefined && this.#pool.threads.length > 0) return this.#pool;
    const { heapMB, data, onMessage } = this.#options;
    const pool = new Piscina<Request, Answer>({
      filename: entry,
      name: 'answer',
      minThreads: 1,
      maxThreads: 1,
      concurrentTasksPerWorker: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      // Any other mode stops the thread's event loop between calls, and with it keep-alive sockets and flush timers.
      atomics: 'disabled',
      env: threadEnvironment(process.env),
      resourceLimits: { maxOldGenerationSizeMb: heapMB, maxYoungGenerationSizeMb: youngGenerationMB },
      recordTiming: false,
      workerData: data,
    });
    pool.on('message', onMessage);
    // A thread died while idle, which #watch tells, or while loading: then nobody else would end the call that waits for it.
    pool.on('error', (error) => this.#running?.controller.abort(error));
    this.#pool = pool;
    return pool;
  }

  #watch(thread: Worker): void {
    if (this.#evidence.has(thread)) return;
    this.#evidence.set(thread, {});
    thread.on('error', (error) => {
      if (this.#evidence.get(thread)?.killedAfterMs === undefined) this.#evidence.set(thread, { error });
    });
    thread.on('exit', () => {
      this.#exited.add(thread);
      this.#tell(thread, explainDeath(this.#evidence.get(thread) ?? {}, this.#options.heapMB));
    });
  }

  #deathOf(thread: Worker | undefined, error: unknown): Death {
    const { heapMB } = this.#options;
    const evidence = thread && this.#evidence.get(thread);
    if (thread === undefined || evidence === undefined) return explainDeath({ error, unreached: true }, heapMB);
    if (evidence.killedAfterMs !== undefined && this.isCurrent(thread)) {
      // The call was still waiting for the thread to start, so piscina only took it back.
      this.#evidence.set(thread, {});
      return explainDeath({ ...evidence, unreached: true }, heapMB);
    }
    const isDead = evidence.killedAfterMs !== undefined || evidence.error !== undefined || this.#exited.has(thread);
    if (!isDead) return explainDeath({ error, unreached: true }, heapMB);
    const death = explainDeath(evidence, heapMB);
    this.#tell(thread, death);
    return death;
  }

  #tell(thread: Worker, death: Death): void {
    if (this.#done.has(thread)) return;
    this.#done.add(thread);
    this.#options.onDeath(death, this.#running?.thread !== thread);
  }
}
