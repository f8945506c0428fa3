import type { Clock } from '../clock.ts';
import { codes, HeraldError } from '../errors.ts';
import type { Log } from '../log.ts';
import { asError, type Disk, errorCode } from './disk.ts';
import type { JournalObserver } from './journal.ts';
import type { Lock } from './lock.ts';
import type { Segments } from './segments.ts';

/** What is watched, and what is done when it is gone. */
export interface PresenceParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly segments: Segments;
  readonly lock: Pick<Lock, 'lost' | 'missing'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Pick<JournalObserver, 'stalled'>;
  /** Makes the folder anew; rejects when it cannot, and is then called again. */
  readonly restore: () => Promise<void>;
}

/** As often as the lock is touched: what is written to a file that was removed is lost with the process, and seen after this time. */
const lookEveryMs = 2_000;
/** Of tries to make the folder anew. */
const retryMs = 1_000;

/**
 * Notices that somebody removed the journal's folder, or the segment that is written to: the system takes writes and syncs of a file
 * without a name as if nothing were. Nobody writes until the folder is made anew.
 */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #timer: NodeJS.Timeout;
  readonly #ending = new AbortController();
  #gone: Error | undefined;
  #mending: Promise<void> | undefined;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    // In real time, as the lock's heartbeat; it keeps no process alive.
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
    this.#timer.unref();
  }

  /** Why nothing can be written: the folder is gone; undefined when all is there. */
  get gone(): Error | undefined {
    return this.#gone;
  }

  /** Looks whether everything is there, and makes it anew if not. Never rejects. */
  async look(): Promise<void> {
    const { directory, lock, observer, log } = this.#parts;
    if (this.#gone !== undefined || this.#ending.signal.aborted || lock.lost() !== undefined) return;
    try {
      if (!lock.missing() && (await this.#hasLast())) return;
    } catch (error) {
      // What cannot be looked at is not known to be gone; writing tells whether it is.
      log.warn({ err: asError(error), directory }, "the journal's folder cannot be looked at");
      return;
    }
    if (this.#gone !== undefined || this.#ending.signal.aborted) return;
    this.#gone = goneError(directory, undefined);
    observer.stalled(this.#gone);
    this.#mending = this.#mend();
    // Whoever writes waits for it and hears of its end.
    this.#mending.catch(() => undefined);
  }

  /** Resolves when everything is there; rejects with the reason why not when the journal is closed first. */
  async whole(): Promise<void> {
    await this.#mending;
  }

  /** Looks no more, and gives up. */
  close(): void {
    clearInterval(this.#timer);
    this.#ending.abort(new Error('the journal closes'));
  }

  async #hasLast(): Promise<boolean> {
    const { disk, directory, segments } = this.#parts;
    const { last } = segments;
    if (last === undefined) return true;
    const names: readonly string[] = await disk.list(directory).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
      throw error;
    });
    // Another one is the last by now: it was just made.
    return names.includes(last.name) || last !== segments.last;
  }

  async #mend(): Promise<void> {
    const { directory, lock, clock, log, observer, restore } = this.#parts;
    const { signal } = this.#ending;
    for (let told = ''; ; ) {
      try {
        await restore();
        break;
      } catch (error) {
        const cause = asError(error);
        this.#gone = goneError(directory, cause);
        if (cause.message !== told) observer.stalled(this.#gone);
        told = cause.message;
        // Another process has the folder: what is in it now is that one's.
        if (lock.lost() !== undefined) throw this.#gone;
      }
      await clock.sleep(retryMs, signal).catch((error: unknown) => {
        throw signal.aborted ? (this.#gone ?? error) : error;
      });
      if (signal.aborted) throw this.#gone;
    }
    this.#gone = undefined;
    this.#mending = undefined;
    observer.stalled(undefined);
    log.warn({ directory }, "the journal's folder was made anew, with all that was still in memory");
  }
}

function goneError(directory: string, cause: Error | undefined): HeraldError {
  const why = cause === undefined ? '' : `: ${cause.message}`;
  return new HeraldError(
    codes.journalGone,
    `the journal's folder ${directory} was removed, or files in it, while the daemon runs; it is being made anew${why}`,
    cause === undefined ? undefined : { cause },
  );
}
