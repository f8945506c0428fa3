import { ConfigError, type Refusal, RetryableError } from '@kubeherald/sink-sdk';
import type { Outcome } from './client.ts';
import type { RiemannEvent } from './event.ts';
import { refused } from './failure.ts';
import { encodeFrame } from './message.ts';

/** Sends messages one behind the other; an outcome for each. */
export type Ask = (frames: readonly Uint8Array[]) => Promise<readonly Outcome[]>;

/** What a delivery has come to. */
interface Result {
  readonly refusals: readonly Refusal[];
  /** Why the connection ended; the events from `answered` on are without an answer. */
  readonly failed: unknown;
  readonly answered: number;
}

/**
 * Each event in a message of its own, all sent at once: the answers, which come in order, say which event the server refuses. Their order
 * stays, for Riemann handles the messages of a connection one after the other (riemann/transport.clj: one executor for a channel).
 * A message is answered as a whole, and its events before the one to blame went through the streams already.
 */
async function oneByOne(events: readonly RiemannEvent[], from: number, ask: Ask): Promise<Result> {
  const outcomes = await ask(events.map((event) => encodeFrame([event])));
  const refusals: Refusal[] = [];
  for (const [position, outcome] of outcomes.entries()) {
    const index = from + position;
    if (outcome.status === 'rejected') return { refusals, failed: outcome.reason, answered: index };
    if (!outcome.value.ok) refusals.push({ index, error: refused(outcome.value.error) });
  }
  return { refusals, failed: undefined, answered: from + events.length };
}

async function together(events: readonly RiemannEvent[], from: number, ask: Ask): Promise<Result> {
  const [outcome] = await ask([encodeFrame(events)]);
  if (outcome?.status === 'rejected') return { refusals: [], failed: outcome.reason, answered: from };
  if (outcome === undefined || outcome.value.ok)
    return { refusals: [], failed: undefined, answered: from + events.length };
  if (events.length > 1) return oneByOne(events, from, ask);
  return { refusals: [{ index: from, error: refused(outcome.value.error) }], failed: undefined, answered: from + 1 };
}

/** Beside events that were answered, a wrong option is found again when the others are tried again. */
function retryable(error: unknown): RetryableError {
  if (RetryableError.is(error)) return error;
  return new RetryableError(error instanceof Error ? error.message : String(error), { cause: error });
}

/**
 * Sends the events in messages of `batchSize`, each after the answer to the one before, and in their order.
 * @returns the refusals; all other events were accepted
 * @throws RetryableError, ConfigError when no event was answered
 */
export async function deliverEvents(
  events: readonly RiemannEvent[],
  batchSize: number,
  ask: Ask,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (let from = 0; from < events.length; from += batchSize) {
    const result = await together(events.slice(from, from + batchSize), from, ask);
    refusals.push(...result.refusals);
    if (result.failed === undefined) continue;
    if (result.answered === 0) throw ConfigError.is(result.failed) ? result.failed : retryable(result.failed);
    const error = retryable(result.failed);
    for (let index = result.answered; index < events.length; index++) refusals.push({ index, error });
    return refusals;
  }
  return refusals;
}
