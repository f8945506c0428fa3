import type { Clock } from '../clock.ts';
import { codes, HeraldError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Entry, Sequence } from '../record.ts';
import { asError } from './disk.ts';
import type { ReadLimit, ReadResult } from './journal.ts';
import { Collection, type Tail } from './tail.ts';
import { Waiting } from './waiting.ts';

/** Reads what is not in memory any more. */
export interface PastReader {
  /** Adds wanted entries after `after` and not above `durable`; resolves with the last sequence examined, which has moved. */
  collect(after: Sequence, durable: Sequence, into: Collection, wanted: (entry: Entry) => boolean): Promise<Sequence>;
}

/** Of waits after a failed read (too many open files, a network file system that is away). */
const retryMs = 1_000;

/** The readers' end of the journal: the tail when they keep up, the past when they don't, and waiting when there is nothing. */
export class Reader {
  readonly #tail: Tail;
  readonly #past: PastReader;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #waiting = new Waiting();
  #durable: Sequence;
  #closed = false;

  constructor(tail: Tail, past: PastReader, durable: Sequence, clock: Clock, log: Log) {
    this.#tail = tail;
    this.#past = past;
    this.#durable = durable;
    this.#clock = clock;
    this.#log = log;
  }

  get durable(): Sequence {
    return this.#durable;
  }

  /** Everything up to `durable` is in the tail or in the past now; wakes who waits. */
  advance(durable: Sequence): void {
    this.#durable = durable;
    this.#waiting.wake();
  }

  /** See {@link Journal.read}. */
  async read(
    after: Sequence,
    limit: ReadLimit,
    wanted: (entry: Entry) => boolean,
    signal: AbortSignal,
  ): Promise<ReadResult> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#closed) throw closedError();
      if (after >= this.#durable) {
        await this.#waiting.wait(signal);
        continue;
      }
      const into = new Collection(limit);
      const { first } = this.#tail;
      if (first !== undefined && after + 1 >= first) {
        const through = this.#tail.collect(after, into, wanted);
        return { entries: into.entries, through };
      }
      const through = await this.#collectPast(after, into, wanted, signal);
      if (through > after) return { entries: into.entries, through };
    }
  }

  /** Whoever reads or waits is refused from now on. */
  close(): void {
    this.#closed = true;
    this.#waiting.wake();
  }

  /** A failure is no damage: the bytes may be good, so it waits for them. */
  async #collectPast(
    after: Sequence,
    into: Collection,
    wanted: (entry: Entry) => boolean,
    signal: AbortSignal,
  ): Promise<Sequence> {
    for (let told = false; ; told = true) {
      try {
        return await this.#past.collect(after, this.#durable, into, wanted);
      } catch (error) {
        if (this.#closed) throw closedError();
        if (!told) this.#log.error({ err: asError(error), after }, 'the journal cannot be read; trying again');
        if (into.entries.length > 0) return after;
      }
      await this.#clock.sleep(retryMs, signal);
    }
  }
}

/** For appends and reads after the end. */
export function closedError(cause?: Error): HeraldError {
  return new HeraldError(
    codes.journalClosed,
    'the journal is closed: nothing can be appended or read; open it again',
    cause ? { cause } : undefined,
  );
}
