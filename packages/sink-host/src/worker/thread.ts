import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Answer, Request, ThreadData, ThreadTask } from '../protocol.ts';
import type { Carrier, CarrierOptions, Reply } from './carrier.ts';
import { type Death, type Evidence, explainDeath } from './death.ts';
import { threadEnvironment } from './environment.ts';

/** From source (`.ts`, type stripping) as from `dist`: the entry has the extension of this file. */
const entry = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../entry.ts' : '../entry.js', import.meta.url));

/**
 * MB of a thread's young generation. Small, for it is most of what a thread's heap takes beyond its code: with V8's default of 48 the process
 * grows by 25 MB more, while batches of 100 events cost the same CPU within the noise.
 */
const youngGenerationMB = 4;

/** What a thread is made with, and who hears of it. */
export interface ThreadOptions extends CarrierOptions {
  readonly data: ThreadData;
  readonly onMessage: (message: unknown) => void;
}

interface RunningCall {
  readonly asked: Request['kind'];
  readonly thread: Worker | undefined;
  readonly controller: AbortController;
  readonly startedAt: number;
}

/**
 * One piscina pool of exactly one thread: an actor, for piscina cannot address a thread of several. A thread that dies is replaced by
 * piscina at once, a pool that is dead (its threads fail while loading) by a new one at the next call. One call at a time.
 */
export class SinkThread implements Carrier {
  readonly #options: ThreadOptions;
  #pool: Piscina<ThreadTask, Answer> | undefined;
  #running: RunningCall | undefined;
  readonly #evidence = new WeakMap<Worker, Evidence>();
  /** Threads whose end is known and told, or wanted. */
  readonly #done = new WeakSet<Worker>();
  readonly #exited = new WeakSet<Worker>();
  /** Aborts what was opened last. */
  #control: MessagePort | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  isCurrent(place: object | undefined): boolean {
    const thread = this.#pool?.threads[0];
    return thread !== undefined && thread === place && !this.#exited.has(thread);
  }

  async call(request: Request, limitMs: number): Promise<Reply> {
    const controller = new AbortController();
    const limit = limitMs + this.#options.graceMs;
    const timer = setTimeout(() => this.kill(), limit);
    let thread: Worker | undefined;
    try {
      const pool = this.#usablePool();
      thread = pool.threads[0];
      if (thread) this.#watch(thread);
      this.#running = { asked: request.kind, thread, controller, startedAt: performance.now() };
      const { task, transferList } = this.#taskOf(request);
      const answer = await pool.run(task, { transferList, signal: controller.signal });
      if (thread) return { kind: 'answered', answer, place: thread };
      throw new Error('The pool of the sink has no thread');
    } catch (error) {
      // A pool that failed while its thread started aborts the call, with the failure as reason.
      return { kind: 'died', ...this.#deathOf(thread, controller.signal.reason ?? error) };
    } finally {
      clearTimeout(timer);
      this.#running = undefined;
    }
  }

  abort(): void {
    this.#control?.postMessage('abort');
  }

  kill(): void {
    const running = this.#running;
    if (running === undefined) return;
    const killedAfterMs = Math.round(performance.now() - running.startedAt);
    if (running.thread) this.#evidence.set(running.thread, { killedAfterMs, asked: running.asked });
    running.controller.abort();
  }

  async stop(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    this.#control?.close();
    if (pool === undefined) return;
    for (const thread of pool.threads) this.#done.add(thread);
    const { promise: graceIsOver, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#options.graceMs);
    await Promise.race([pool.destroy(), graceIsOver]);
    clearTimeout(timer);
  }

  #taskOf(request: Request): { task: ThreadTask; transferList: (ArrayBuffer | MessagePort)[] } {
    if (request.kind === 'deliver') return { task: { request }, transferList: [request.events] };
    if (request.kind !== 'open') return { task: { request }, transferList: [] };
    this.#control?.close();
    const { port1, port2: control } = new MessageChannel();
    this.#control = port1;
    port1.unref();
    return { task: { request, control }, transferList: [control] };
  }

  #usablePool(): Piscina<ThreadTask, Answer> {
    if (this.#pool !== undefined && this.#pool.threads.length > 0) return this.#pool;
    const { heapMB, data, onMessage } = this.#options;
    const pool = new Piscina<ThreadTask, Answer>({
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
      this.#tell(thread, this.#explain(this.#evidence.get(thread) ?? {}));
    });
  }

  #deathOf(thread: Worker | undefined, error: unknown): Death {
    const evidence = thread && this.#evidence.get(thread);
    if (thread === undefined || evidence === undefined) return this.#explain({ error, unreached: true });
    if (evidence.killedAfterMs !== undefined && this.isCurrent(thread)) {
      // The call was still waiting for the thread to start, so piscina only took it back.
      this.#evidence.set(thread, {});
      return this.#explain({ ...evidence, unreached: true });
    }
    const isDead = evidence.killedAfterMs !== undefined || evidence.error !== undefined || this.#exited.has(thread);
    if (!isDead) return this.#explain({ error, unreached: true });
    const death = this.#explain(evidence);
    this.#tell(thread, death);
    return death;
  }

  #explain(evidence: Evidence): Death {
    return explainDeath(evidence, { isolation: 'thread', heapMB: this.#options.heapMB });
  }

  #tell(thread: Worker, death: Death): void {
    if (this.#done.has(thread)) return;
    this.#done.add(thread);
    this.#options.onDeath(death, this.#running?.thread !== thread);
  }
}
