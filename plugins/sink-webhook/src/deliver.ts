import {
  type Batch,
  ConfigError,
  type KubeEvent,
  type Refusal,
  RejectedError,
  RetryableError,
} from '@kubeherald/sink-sdk';
import { queues } from './order.ts';

type Refused = Refusal['error'];

/** Sends one event; throws one of the SDK's errors. */
export type SendOne = (event: KubeEvent) => Promise<void>;

/**
 * Delivers a batch with a request per event. A queue goes on after an event that is rejected, and stops at one that must be retried:
 * what follows could be about the same object, whose order would be lost.
 * @returns the refusals; all other events were accepted
 * @throws what refused the events, when it refused all of them alike
 */
export async function deliverSingly(batch: Batch, width: number, send: SendOne): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  let accepted = 0;
  let misconfigured: ConfigError | undefined;
  const run = async (queue: readonly number[]) => {
    for (const [position, index] of queue.entries()) {
      const event = batch.events[index];
      if (!event) continue;
      try {
        await send(event);
        accepted++;
      } catch (error) {
        if (RejectedError.is(error)) {
          refusals.push({ index, error });
          continue;
        }
        if (ConfigError.is(error)) misconfigured = error;
        const stopped = retry(error, undefined);
        refusals.push({ index, error: stopped });
        for (const later of queue.slice(position + 1)) refusals.push({ index: later, error: notTried(stopped) });
        return;
      }
    }
  };
  await Promise.all(queues(batch.events, width).map(run));
  const settled = accepted + refusals.filter(({ error }) => RejectedError.is(error)).length;
  if (settled === 0) {
    if (misconfigured) throw misconfigured;
    const reason = refusals[0]?.error;
    if (reason) throw reason;
  }
  return refusals.sort((left, right) => left.index - right.index);
}

/** Any failure that is no rejection, as one to be retried: a wrong option shows again with the next batch's first event. */
function retry(error: unknown, prefix: string | undefined): RetryableError {
  if (RetryableError.is(error) && prefix === undefined) return error;
  const message = error instanceof Error ? error.message : String(error);
  const retryAfterMs = RetryableError.is(error) ? error.retryAfterMs : undefined;
  return new RetryableError(prefix === undefined ? message : `${prefix}: ${message}`, { cause: error, retryAfterMs });
}

const notTried = (reason: Refused): RetryableError =>
  retry(reason, 'not sent, for an event before it was not accepted');
