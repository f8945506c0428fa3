import { ConfigError, type Meaning, type Refusal, RejectedError, RetryableError, truncate } from '@kubeherald/sink-sdk';
import type { Item } from './bulk.ts';
import { type ItemResult, readBulk } from './reply.ts';

/** Sends one bulk request; resolves with the answer's body, throws one of the SDK's errors when the whole request failed. */
export type SendBulk = (items: readonly Item[]) => Promise<string>;

/** What a delivery has come to so far. */
interface Progress {
  accepted: number;
  misconfigured: ConfigError | undefined;
  readonly refusals: Refusal[];
}

/** Bytes of an answer from which on it may have been cut: the client keeps 64 KiB. */
const longAnswer = 60_000;
/** Characters of an item's reason: some repeat the field's value. */
const reasonLength = 1000;

const unreadable = () =>
  new RetryableError('the answer is none of the bulk API: is the URL right, and is a proxy between?');

/**
 * Sends requests one after the other, and reads what became of each event.
 * @param hide takes credentials out of what the cluster wrote
 * @returns the refusals; all other events were accepted
 * @throws what refused the events, when it refused all of them
 */
export async function deliverBulk(
  requests: readonly (readonly Item[])[],
  send: SendBulk,
  hide: (text: string) => string,
): Promise<readonly Refusal[]> {
  const progress: Progress = { accepted: 0, misconfigured: undefined, refusals: [] };
  let failed: RetryableError | undefined;
  // Grows by the halves of what was too large.
  const waiting = [...requests];
  for (let items = waiting.shift(); items !== undefined; items = waiting.shift()) {
    if (failed) {
      refuse(progress, items, failed);
      continue;
    }
    try {
      const body = await send(items);
      const results = readBulk(body, items.length);
      if (results) take(progress, items, results, hide);
      else if (Buffer.byteLength(body) >= longAnswer && items.length > 1) waiting.unshift(...halves(items));
      else throw unreadable();
    } catch (error) {
      // A request that is refused as a whole (413, 400): its halves show which event is to blame.
      if (RejectedError.is(error) && items.length > 1) waiting.unshift(...halves(items));
      else if (RejectedError.is(error)) refuse(progress, items, error);
      else {
        if (ConfigError.is(error)) progress.misconfigured ??= error;
        failed = retryable(error);
        refuse(progress, items, failed);
      }
    }
  }
  return settle(progress);
}

function halves(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

function refuse({ refusals }: Progress, items: readonly Item[], error: Refusal['error']): void {
  for (const { index } of items) refusals.push({ index, error });
}

function take(
  progress: Progress,
  items: readonly Item[],
  results: readonly ItemResult[],
  hide: (text: string) => string,
): void {
  for (const [position, item] of items.entries()) {
    const result = results[position];
    if (result === undefined) continue;
    const { meaning } = result;
    const error = errorOf(meaning, hide(truncate(result.said, reasonLength)));
    if (error === undefined) progress.accepted++;
    else if (ConfigError.is(error)) {
      progress.misconfigured ??= error;
      refuse(progress, [item], retryable(error));
    } else refuse(progress, [item], error);
  }
}

function errorOf(meaning: Meaning, said: string): Refusal['error'] | ConfigError | undefined {
  if (meaning.kind === 'success') return undefined;
  const message = meaning.advice === undefined ? said : `${said}; ${meaning.advice}`;
  if (meaning.kind === 'rejected') return new RejectedError(message);
  return meaning.kind === 'config' ? new ConfigError(message) : new RetryableError(message);
}

/** A wrong option beside events that were accepted: those it holds up are tried again, and then it fails them all. */
function retryable(error: unknown): RetryableError {
  if (RetryableError.is(error)) return error;
  return new RetryableError(error instanceof Error ? error.message : String(error), { cause: error });
}

function settle({ accepted, misconfigured, refusals }: Progress): readonly Refusal[] {
  const first = refusals[0]?.error;
  const isSettled = accepted > 0 || refusals.some(({ error }) => RejectedError.is(error));
  if (!isSettled && misconfigured) throw misconfigured;
  if (!isSettled && first) throw first;
  return refusals.sort((left, right) => left.index - right.index);
}
