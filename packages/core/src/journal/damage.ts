import type { Log } from '../log.ts';
import type { Sequence } from '../record.ts';
import type { JournalObserver } from './journal.ts';

/** A stretch of sequences that no record was found for: `from` up to, not including, `to`. */
export interface Missing {
  readonly from: Sequence;
  readonly to: Sequence;
}

/** What damage needs to know of a sink to say what it lost. */
export interface LosingSink {
  readonly sink: string;
  low(): Sequence;
}

/** Remembers which damage was told, so that each is counted once, however many readers pass it. */
export class Damage {
  readonly #observer: JournalObserver;
  readonly #log: Log;
  readonly #sinks: () => Iterable<LosingSink>;
  readonly #told = new Set<string>();

  constructor(observer: JournalObserver, log: Log, sinks: () => Iterable<LosingSink>) {
    this.#observer = observer;
    this.#log = log;
    this.#sinks = sinks;
  }

  /** `bytes` at `offset` of the segment are no record, and these sequences are missing. Which sinks had wanted them nobody knows: all count. */
  tell(segment: string, offset: number, bytes: number, missing: Missing): void {
    const key = `${segment}:${offset}`;
    const records = missing.to - missing.from;
    if (this.#told.has(key) || (records <= 0 && bytes === 0)) return;
    this.#told.add(key);
    this.#observer.damaged(segment, offset, bytes, 'damage');
    this.#log.error(
      { segment, offset, bytes, from: missing.from, records },
      `the journal is damaged: ${bytes} bytes at offset ${offset} of ${segment} are no record, ${records} records are missing; it goes on behind them`,
    );
    for (const cursor of this.#sinks()) {
      const lost = missing.to - Math.max(missing.from, cursor.low() + 1);
      if (lost > 0) this.#observer.lost(cursor.sink, lost, 'damage');
    }
  }
}
