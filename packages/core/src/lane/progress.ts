import type { Clock } from '../clock.ts';
import type { Sequence } from '../record.ts';
import { persist, type Stalling } from './persist.ts';
import type { Cursor } from './ports.ts';

/** Unwanted stretches are acknowledged at most this often: soon enough for the journal to trim, far too seldom to cost anything. */
const unwantedMs = 250;

/** How far one shard is settled, and how that reaches the cursor. */
export class Progress {
  readonly #cursor: Cursor;
  readonly #shard: number;
  readonly #clock: Clock;
  readonly #stalling: Stalling;
  readonly #signal: AbortSignal;
  #position: Sequence;
  #acknowledged: Sequence;
  /** Settles when the last acknowledgement survives a power loss; answers with the error if it does not. */
  #durable: Promise<unknown>;
  #scheduled = false;

  /** `signal`: the lane takes nothing new; waiting for the disk ends. */
  constructor(cursor: Cursor, shard: number, clock: Clock, stalling: Stalling, signal: AbortSignal) {
    this.#cursor = cursor;
    this.#shard = shard;
    this.#clock = clock;
    this.#stalling = stalling;
    this.#signal = signal;
    this.#position = cursor.position(shard);
    this.#acknowledged = this.#position;
    this.#durable = Promise.resolve(undefined);
  }

  /** Everything at or below it is settled. */
  get position(): Sequence {
    return this.#position;
  }

  /**
   * Everything up to `through` is settled. When it resolves, that survives a killed process, and what was acknowledged before
   * survives a power loss: so at most one batch repeats after the one, and at most two after the other.
   */
  async settle(through: Sequence): Promise<void> {
    if (through > this.#position) this.#position = through;
    await this.#acknowledge();
  }

  /** Nothing up to `through` is wanted; acknowledged with the next batch, or a little later. */
  passOver(through: Sequence): void {
    if (through > this.#position) this.#position = through;
    if (!this.#scheduled) {
      this.#scheduled = true;
      void this.#acknowledgeSoon();
    }
  }

  /** Acknowledges what is left. Resolves when it is durable, or with the error that prevents it: there is no later try. */
  async flush(): Promise<unknown> {
    try {
      if (this.#position > this.#acknowledged) await this.#again();
      return await this.#durable;
    } catch (error) {
      return error;
    }
  }

  async #acknowledgeSoon(): Promise<void> {
    try {
      await this.#clock.sleep(unwantedMs, this.#signal);
      this.#scheduled = false;
      await this.#acknowledge();
    } catch (error) {
      // Once the lane stops, flush() does it.
      if (!this.#signal.aborted) throw error;
    }
  }

  async #acknowledge(): Promise<void> {
    if (this.#position <= this.#acknowledged) return;
    const earlier = this.#start();
    if (earlier === undefined || (await earlier) !== undefined) {
      await persist(() => this.#again(), this, this.#stalling, this.#clock, this.#signal);
    }
  }

  /** On return the acknowledgement survives a killed process. Returns the one before it, undefined when the cursor refused at once. */
  #start(): Promise<unknown> | undefined {
    const earlier = this.#durable;
    try {
      const through = this.#position;
      this.#durable = this.#cursor.acknowledge(this.#shard, through).then(
        () => undefined,
        (error: unknown) => error ?? new Error('acknowledging failed'),
      );
      this.#acknowledged = through;
      return earlier;
    } catch {
      // The reason comes again with the next try, which is made at once and says it.
      return undefined;
    }
  }

  /** After a failure nothing is known of what came before: this one must be durable. */
  async #again(): Promise<void> {
    const through = this.#position;
    await this.#cursor.acknowledge(this.#shard, through);
    this.#acknowledged = Math.max(this.#acknowledged, through);
    this.#durable = Promise.resolve(undefined);
  }
}
