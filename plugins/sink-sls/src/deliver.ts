import { type Refusal, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import type { Item } from './requests.ts';

/** Sends one request: all of it is taken, or nothing. */
export type Send = (items: readonly Item[]) => Promise<void>;

/**
 * Sends requests one after the other. One that is refused for good is sent again in halves: one log that SLS does not take refuses all of its request.
 * @returns the events that were not taken
 * @throws what refused them, when nothing was settled
 */
export async function deliverAll(requests: readonly (readonly Item[])[], send: Send): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  const refuse = (items: readonly Item[], error: Refusal['error']) => {
    for (const { index } of items) refusals.push({ index, error });
  };
  let isSettled = false;
  // Grows by the halves of what was refused.
  const waiting = [...requests];
  for (let items = waiting.shift(); items !== undefined; items = waiting.shift()) {
    try {
      await send(items);
      isSettled = true;
    } catch (error) {
      if (RejectedError.is(error) && items.length > 1) {
        const middle = Math.ceil(items.length / 2);
        waiting.unshift(items.slice(0, middle), items.slice(middle));
      } else if (RejectedError.is(error)) {
        refuse(items, error);
        isSettled = true;
      } else {
        if (!isSettled) throw error;
        // The rest comes again, and then without what was taken.
        refuse([...items, ...waiting.splice(0).flat()], retryable(error));
      }
    }
  }
  return refusals.sort((one, other) => one.index - other.index);
}

function retryable(error: unknown): RetryableError {
  if (RetryableError.is(error)) return error;
  return new RetryableError(error instanceof Error ? error.message : String(error), { cause: error });
}
