import { ConfigError, RejectedError, RetryableError } from '../errors.ts';
import type { KubeEvent } from '../event.ts';
import type { Refusal } from '../sink.ts';
import { Pace, type PaceLimit } from './pace.ts';

/** What sends a message for each event. */
export interface SingleSender {
  /** Throws one of the SDK's errors. */
  readonly post: (event: KubeEvent) => Promise<void>;
  /** Sends what is left as few messages; it keeps the pace and counts in it. */
  readonly digest: (events: readonly KubeEvent[]) => Promise<readonly Refusal[]>;
  /** Messages that one event takes. */
  readonly each?: number;
}

/** Messages that are kept for digests: one, and one that has no room in it. */
const reserved = 2;

/**
 * A message for each event while the limits allow it, and a digest of the others when they do not: for who is used to single messages.
 * @param limits the destination's
 * @param pace the one that digests keep; every message is counted in it
 * @param now milliseconds of a clock that is never set
 */
export function createSingleSending(limits: readonly PaceLimit[], pace: Pace, now: () => number) {
  const alone = new Pace(limits.map(({ most, lengthMs }) => ({ most: Math.max(1, most - reserved), lengthMs })));

  /** @returns the refusals; all other events were accepted. @throws what the first message failed with, unless it was its event's fault */
  return async (
    events: readonly KubeEvent[],
    { post, digest, each = 1 }: SingleSender,
  ): Promise<readonly Refusal[]> => {
    const refusals: Refusal[] = [];
    for (const [index, event] of events.entries()) {
      // While a digest is made a message may drop out of the last minute, so that digests may be more than is kept for them.
      if (alone.waitMs(now()) > 0 || pace.waitMs(now()) > 0)
        return [...refusals, ...(await digestOf(events, index, digest))];
      try {
        await post(event);
      } catch (error) {
        if (RejectedError.is(error)) refusals.push({ index, error });
        else if (index === 0) throw error;
        else return [...refusals, ...refuseFrom(events, index, error)];
      } finally {
        for (let message = 0; message < each; message++) for (const one of [alone, pace]) one.count(now());
      }
    }
    return refusals;
  };
}

async function digestOf(
  events: readonly KubeEvent[],
  from: number,
  digest: SingleSender['digest'],
): Promise<readonly Refusal[]> {
  try {
    const refusals = await digest(events.slice(from));
    return refusals.map(({ index, error }) => ({ index: index + from, error }));
  } catch (error) {
    if (from === 0) throw error;
    return refuseFrom(events, from, error);
  }
}

/** They come again, and then in front: that an option is wrong is told by the first one of a batch. */
function refuseFrom(events: readonly KubeEvent[], from: number, cause: unknown): readonly Refusal[] {
  const retryAfterMs = RetryableError.is(cause) ? cause.retryAfterMs : undefined;
  const why = cause instanceof Error ? cause.message : String(cause);
  const told = ConfigError.is(cause) ? `not sent, for an option is wrong: ${why}` : `not sent yet: ${why}`;
  const error = new RetryableError(told, { cause, retryAfterMs });
  return events.slice(from).map((_, index) => ({ index: index + from, error }));
}
