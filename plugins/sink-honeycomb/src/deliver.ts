import { ConfigError, type Refusal, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import type { Item } from './batch.ts';
import { type ItemAnswer, readBatch } from './reply.ts';

/** Sends one batch request; resolves with the answer's body, throws one of the SDK's errors when the whole request failed. */
export type SendBatch = (items: readonly Item[]) => Promise<string>;

const unreadable = () =>
  new RetryableError('the answer is none of the batch API: is url right, and is a proxy between?');

/** The error that an event's status amounts to; undefined: it was taken. */
function errorOf({ status, error }: ItemAnswer): Refusal['error'] | ConfigError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const said = `the event was answered with ${status}${error === '' ? '' : `: ${error}`}`;
  if (status === 408 || status === 429 || status >= 500) return new RetryableError(said);
  const isConfig = status === 401 || status === 403 || status === 404;
  return isConfig ? new ConfigError(`${said}; check apiKey and dataset`) : new RejectedError(said);
}

/** A wrong option beside events that were accepted: those it holds up are tried again, and then it fails them all. */
function retryable(error: unknown): RetryableError {
  if (RetryableError.is(error)) return error;
  return new RetryableError(error instanceof Error ? error.message : String(error), { cause: error });
}

function halves(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** What a delivery has come to so far. */
class Progress {
  readonly #refusals: Refusal[] = [];
  #isSettled = false;
  #misconfigured: ConfigError | undefined;

  /** @param error undefined: the events were taken */
  note(items: readonly Item[], error: unknown): void {
    if (error === undefined || RejectedError.is(error)) this.#isSettled = true;
    if (ConfigError.is(error)) this.#misconfigured ??= error;
    if (error === undefined) return;
    const refusal = RejectedError.is(error) ? error : retryable(error);
    for (const { index } of items) this.#refusals.push({ index, error: refusal });
  }

  /** @throws what refused the events, when it refused all of them for now */
  end(): readonly Refusal[] {
    const first = this.#refusals[0]?.error;
    if (!this.#isSettled && this.#misconfigured) throw this.#misconfigured;
    if (!this.#isSettled && first) throw first;
    return this.#refusals.toSorted((left, right) => left.index - right.index);
  }
}

/** How answers are read. */
export interface Reading {
  /** Takes credentials out of what the API wrote. */
  readonly hide: (text: string) => string;
  /** Whether an answer that names no events, as a relay gives it, says that all were taken. */
  readonly takesAnyAnswer: boolean;
}

/**
 * Sends requests one after the other, and reads what became of each event.
 * @returns the refusals; all other events were accepted
 * @throws what refused the events, when it refused all of them for now
 */
export async function deliverBatches(
  requests: readonly (readonly Item[])[],
  send: SendBatch,
  { hide, takesAnyAnswer }: Reading,
): Promise<readonly Refusal[]> {
  const progress = new Progress();
  // Grows by the halves of what was refused as a whole.
  const waiting = [...requests];
  let failed: unknown;
  for (let items = waiting.shift(); items !== undefined; items = waiting.shift()) {
    if (failed !== undefined) {
      progress.note(items, failed);
      continue;
    }
    try {
      const answers = readBatch(await send(items), items.length);
      if (answers === undefined && !takesAnyAnswer) throw unreadable();
      if (answers === undefined) progress.note(items, undefined);
      for (const [position, item] of items.entries()) {
        const answer = answers?.[position];
        if (answer) progress.note([item], errorOf({ ...answer, error: hide(answer.error) }));
      }
    } catch (error) {
      // A request that is refused as a whole (413, 400): its halves show which event is to blame.
      if (RejectedError.is(error) && items.length > 1) waiting.unshift(...halves(items));
      else progress.note(items, error);
      if (!RejectedError.is(error)) failed = error;
    }
  }
  return progress.end();
}
