import type { IncomingMessage } from 'node:http';
import type { Clock } from './clock.ts';
import type { Target } from './route.ts';

/** One request that the server got. */
export interface LoggedRequest {
  /** Unix ms. */
  readonly at: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly verb: string;
  /** Empty until the token is known. */
  readonly user: string;
  /** undefined while unanswered. */
  readonly status: number | undefined;
  /** Unix ms at which it ended; undefined while it lasts. */
  readonly endedAt: number | undefined;
}

type Entry = { -readonly [field in keyof LoggedRequest]: LoggedRequest[field] };

/** The log keeps the last so many: enough for a test's whole run, and bounded under load. */
const kept = 10_000;

/** The requests of late, oldest first. */
export class RequestLog {
  readonly #clock: Clock;
  #entries: Entry[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes the beginning of a request. */
  begin(request: IncomingMessage, target: Target): { user(name: string): void; end(status: number | undefined): void } {
    const entry: Entry = {
      at: this.#clock.now(),
      method: request.method ?? '',
      path: request.url ?? '',
      verb: target.verb,
      user: '',
      status: undefined,
      endedAt: undefined,
    };
    this.#entries.push(entry);
    if (this.#entries.length > 2 * kept) this.#entries = this.#entries.slice(-kept);
    return {
      user: (name) => {
        entry.user = name;
      },
      end: (status) => {
        entry.status = status;
        entry.endedAt = this.#clock.now();
      },
    };
  }

  /** A copy of the log. */
  entries(): LoggedRequest[] {
    return this.#entries.slice(-kept).map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.#entries = [];
  }
}
