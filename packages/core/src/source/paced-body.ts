import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Hold } from './connection/hold.ts';

/** A stream that brings as much at once (some thirty events) is read on without a pause: the interval limits no burst. */
const busyBytes = 32 * 1024;

/** How often a body is read. */
export interface Pace {
  readonly clock: Clock;
  readonly hold: Hold;
  /** Between two reads of a body that brings little (ms); 0: whatever arrives is read at once. */
  readonly intervalMs: number;
}

/** The pieces of a body, each all that has arrived. After a small one nothing is read for the interval. Throws what breaks the body off. */
export async function* pacedPieces(body: Readable, pace: Pace, signal: AbortSignal): AsyncGenerator<Buffer> {
  const { clock, hold, intervalMs } = pace;
  const arrival = new Arrival(body);
  while (await arrival.next()) {
    // The socket was held: what waited in the kernel comes with this turn of the event loop.
    if (intervalMs > 0) await turn();
    const piece = arrival.take();
    if (piece === undefined) continue;
    yield piece;
    if (intervalMs === 0 || piece.length >= busyBytes) continue;
    hold.hold();
    await clock.sleep(intervalMs, signal);
    hold.release();
  }
}

/** Tells when there is something to take. */
class Arrival {
  readonly #body: Readable;
  #arrived = false;
  #over = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(body: Readable) {
    this.#body = body;
    const over = (error?: unknown) => {
      this.#over = true;
      this.#error ??= error;
      this.#wake?.();
    };
    body.on('readable', () => {
      this.#arrived = true;
      this.#wake?.();
    });
    body.on('end', () => over());
    body.on('error', over);
    // After an end or an error it says nothing new; alone it says that somebody destroyed the body.
    body.on('close', () => over(body.readableEnded ? undefined : new Error('the body was closed before its end')));
  }

  /** Resolves when there may be something: false at the body's end. Throws what broke it off. */
  async next(): Promise<boolean> {
    while (!this.#arrived && !this.#over) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    if (this.#arrived) return true;
    if (this.#error !== undefined) throw this.#error;
    return false;
  }

  /** All that has arrived; undefined: nothing. Only after that does a stream tell of more. */
  take(): Buffer | undefined {
    const piece: unknown = this.#body.read();
    this.#arrived = piece instanceof Buffer;
    return piece instanceof Buffer ? piece : undefined;
  }
}
