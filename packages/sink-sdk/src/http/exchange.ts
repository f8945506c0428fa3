import type { Dispatcher } from 'undici';
import type { HttpReply } from './reply.ts';

/** A request as undici takes it. */
export interface Wire {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | null;
}

export interface Limits {
  /** From the call to the end of the reply. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of a reply that are kept: enough for an API's error or receipt. */
const keptBytes = 65_536;
/** Bytes of a reply that are read so that its connection can serve again; beyond, a new connection is cheaper. */
const drainedBytes = 1_048_576;

/** The reply did not come within the time limit. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** Reads one reply. `request` of undici would make a stream of each body; this reads the few bytes that matter. */
class Reading implements Dispatcher.DispatchHandler {
  readonly #resolve: (reply: HttpReply) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #failed: Error | undefined;
  #settled = false;
  #status = 0;
  #headers: HttpReply['headers'] = {};
  #chunks: Buffer[] = [];
  #kept = 0;
  #seen = 0;

  constructor(limits: Limits, resolve: (reply: HttpReply) => void, reject: (reason: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = limits.signal;
    this.#timer = setTimeout(
      () => this.#abort(new TimeoutError(`no reply within ${limits.timeoutMs} ms`)),
      limits.timeoutMs,
    );
    this.#signal?.addEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = () => {
    const reason: unknown = this.#signal?.reason;
    this.#abort(reason instanceof Error ? reason : new Error('aborted'));
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was given up while it waited for a connection.
    if (this.#failed) controller.abort(this.#failed);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HttpReply['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#seen += chunk.length;
    if (this.#kept < keptBytes) {
      const part = chunk.subarray(0, keptBytes - this.#kept);
      // A copy: the chunk's memory is the socket's.
      this.#chunks.push(Buffer.from(part));
      this.#kept += part.length;
    }
    if (this.#seen > drainedBytes) {
      this.#finish();
      controller.abort(new Error('the rest of the reply is of no interest'));
    }
  }

  onResponseEnd(): void {
    this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#failed ?? error);
  }

  #finish(): void {
    if (!this.#settle()) return;
    const text = this.#chunks.length === 0 ? '' : Buffer.concat(this.#chunks).toString('utf8');
    this.#resolve({ status: this.#status, headers: this.#headers, text });
  }

  #abort(reason: Error): void {
    this.#failed = reason;
    this.#fail(reason);
    this.#controller?.abort(reason);
  }

  #fail(reason: unknown): void {
    if (this.#settle()) this.#reject(reason);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

/** One request and its reply, whatever the status. Rejects with what the network, the time limit or the signal said. */
export function exchange(dispatcher: Dispatcher, wire: Wire, limits: Limits): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    if (limits.signal?.aborted) {
      reject(limits.signal.reason);
      return;
    }
    // undici's own timers would only add to ours.
    dispatcher.dispatch({ ...wire, headersTimeout: 0, bodyTimeout: 0 }, new Reading(limits, resolve, reject));
  });
}
