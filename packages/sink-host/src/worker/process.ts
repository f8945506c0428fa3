import type { Answer, Level, Request } from '../protocol.ts';
import type { Carrier, CarrierOptions, Reply } from './carrier.ts';
import { type Death, type Evidence, explainDeath } from './death.ts';
import { type Child, spawnChild } from './spawn.ts';

/** What a process is made with, and who hears of it. */
export interface ProcessOptions extends CarrierOptions {
  readonly name: string;
  readonly logLevel: Level;
  readonly rehearsal: boolean;
  /** A message that is no answer: a log line, or something unknown. */
  readonly onMessage: (message: unknown) => void;
  /** What native code, V8 above all, wrote to standard error. */
  readonly onNativeOutput: (text: string) => void;
}

/** A child process, and what is known of it. */
interface Current {
  readonly child: Child;
  isReady: boolean;
}

interface RunningCall {
  readonly request: Request;
  readonly startedAt: number;
  readonly resolve: (reply: Reply) => void;
  isSent: boolean;
}

/** One child process, started by the first call, and anew by the next one after it died. One call at a time. */
export class SinkProcess implements Carrier {
  readonly #options: ProcessOptions;
  #current: Current | undefined;
  #running: RunningCall | undefined;

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  isCurrent(place: object | undefined): boolean {
    return place !== undefined && place === this.#current;
  }

  async call(request: Request, limitMs: number): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    const timer = setTimeout(() => this.kill(), limitMs + this.#options.graceMs);
    const running: RunningCall = { request, startedAt: performance.now(), resolve, isSent: false };
    this.#running = running;
    try {
      this.#current ??= this.#start();
      this.#sendTo(this.#current);
      return await promise;
    } catch (error) {
      return { kind: 'died', ...this.#explain({ error, unreached: true }) };
    } finally {
      clearTimeout(timer);
      this.#running = undefined;
    }
  }

  abort(): void {
    if (this.#current?.isReady) this.#current.child.send({ kind: 'abort' });
  }

  kill(): void {
    const running = this.#running;
    if (running === undefined) return;
    const killedAfterMs = Math.round(performance.now() - running.startedAt);
    // A process that is still starting has not begun with the call: it lives on, for the next one.
    if (running.isSent) this.#end({ killedAfterMs, asked: running.request.kind });
    else running.resolve({ kind: 'died', ...this.#explain({ killedAfterMs, unreached: true }) });
  }

  async stop(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    current.child.kill();
    const { promise: graceIsOver, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#options.graceMs);
    await Promise.race([current.child.ended, graceIsOver]);
    clearTimeout(timer);
  }

  #start(): Current {
    const { name, heapMB, logLevel, rehearsal, onMessage, onNativeOutput } = this.#options;
    // What a process that was given up still says of itself is heard, what it answers is not.
    const ifCurrent = (act: () => void) => {
      if (this.#current === current) act();
    };
    const child = spawnChild(
      { name, heapMB, logLevel, rehearsal },
      {
        ready: () =>
          ifCurrent(() => {
            current.isReady = true;
            this.#sendTo(current);
          }),
        answered: (answer) => ifCurrent(() => this.#answered(answer, current)),
        said: onMessage,
        wrote: onNativeOutput,
        ended: (evidence) => ifCurrent(() => this.#end(evidence)),
      },
    );
    const current: Current = { child, isReady: false };
    return current;
  }

  /** Sends the waiting call to a process that is ready for it. */
  #sendTo({ child, isReady }: Current): void {
    const running = this.#running;
    if (!isReady || running === undefined || running.isSent) return;
    try {
      child.send({ kind: 'ask', request: running.request });
      running.isSent = true;
    } catch (error) {
      // The request is no plain data; the process has not seen it.
      running.resolve({ kind: 'died', ...this.#explain({ error, unreached: true }) });
    }
  }

  #answered(answer: Answer, place: Current): void {
    this.#running?.resolve({ kind: 'answered', answer, place });
  }

  /** The process has ended, or is ended now. */
  #end(evidence: Evidence): void {
    const running = this.#running;
    this.#current?.child.kill();
    this.#current = undefined;
    const isUnexplained = evidence.error === undefined && evidence.signal === undefined;
    const death = this.#explain(
      running?.isSent === false && isUnexplained ? { error: startFailed(), unreached: true } : evidence,
    );
    this.#options.onDeath(death, running === undefined);
    running?.resolve({ kind: 'died', ...death });
  }

  #explain(evidence: Evidence): Death {
    return explainDeath(evidence, { isolation: 'process', heapMB: this.#options.heapMB });
  }
}

function startFailed(): Error {
  return new Error('it ended while it started; what it wrote to standard error is in the log');
}
