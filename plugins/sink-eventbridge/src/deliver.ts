import { ConfigError, type Refusal, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import type { Result } from './reply.ts';
import type { Item } from './requests.ts';

/** Sends one request; what became of each of its events. Throws one of the SDK's errors when the whole request failed. */
export type Send = (items: readonly Item[]) => Promise<readonly Result[]>;

/** What a delivery has come to so far. */
interface Progress {
  readonly refusals: Refusal[];
  misconfigured: ConfigError | undefined;
  isSettled: boolean;
}

/**
 * Sends requests one after the other. One that is refused as a whole is sent again in halves, to find the event that is to blame.
 * @returns the events that were not taken
 * @throws what refused them, when nothing was settled
 */
export async function deliverAll(requests: readonly (readonly Item[])[], send: Send): Promise<readonly Refusal[]> {
  const progress: Progress = { refusals: [], misconfigured: undefined, isSettled: false };
  // Grows by the halves of what was refused.
  const waiting = [...requests];
  for (let items = waiting.shift(); items !== undefined; items = waiting.shift()) {
    try {
      take(progress, items, await send(items));
    } catch (error) {
      if (RejectedError.is(error) && items.length > 1) {
        const middle = Math.ceil(items.length / 2);
        waiting.unshift(items.slice(0, middle), items.slice(middle));
        continue;
      }
      const rest = RejectedError.is(error) ? [] : waiting.splice(0).flat();
      for (const item of [...items, ...rest]) refuse(progress, item, error);
    }
  }
  const { refusals, misconfigured, isSettled } = progress;
  const first = refusals[0]?.error;
  if (!isSettled && first !== undefined) throw misconfigured ?? first;
  return refusals.sort((one, other) => one.index - other.index);
}

function take(progress: Progress, items: readonly Item[], results: readonly Result[]): void {
  for (const [position, item] of items.entries()) {
    const result = results[position];
    if (result === undefined) progress.isSettled = true;
    else refuse(progress, item, result);
  }
}

/** A wrong option beside events that were taken: those it holds up are tried again, and then it fails them all. */
function refuse(progress: Progress, { index }: Item, error: unknown): void {
  if (RejectedError.is(error)) progress.isSettled = true;
  if (ConfigError.is(error)) progress.misconfigured ??= error;
  const isTold = RejectedError.is(error) || RetryableError.is(error);
  const told = isTold
    ? error
    : new RetryableError(error instanceof Error ? error.message : String(error), { cause: error });
  progress.refusals.push({ index, error: told });
}
