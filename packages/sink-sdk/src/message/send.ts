import { RetryableError } from '../errors.ts';
import type { KubeEvent } from '../event.ts';
import type { Refusal } from '../sink.ts';
import type { Pace } from './pace.ts';
import { type Part, partsOf } from './parts.ts';
import type { Message } from './style.ts';

/** What sends the messages of a sink. */
export interface Sender<Made extends { readonly message: Message }> {
  /** One message of the events, at least one; `message` tells which it has no room for. */
  readonly make: (events: readonly KubeEvent[]) => Made;
  /** Throws one of the SDK's errors. */
  readonly post: (made: Made) => Promise<void>;
  readonly pace: Pace;
  /** What is said when the pace allows no more: whose limit it is, and which option sets it. */
  readonly tooFast: string;
  /** Milliseconds of a clock that is never set. */
  readonly now: () => number;
  /** For limits that count by the second: so long a wait is waited for here, any longer one in the lane. Default: none. */
  readonly patience?: { readonly ms: number; readonly sleep: (ms: number) => Promise<void> };
}

/**
 * Sends a batch as one message, and what that has no room to name in further ones, as far as the pace allows.
 * @returns the events that are in no message yet, to be retried
 * @throws what the first message failed with
 */
export async function sendAll<Made extends { readonly message: Message }>(
  events: readonly KubeEvent[],
  sender: Sender<Made>,
): Promise<readonly Refusal[]> {
  const sent = new Set<KubeEvent>();
  const parts = partsOf(events, sender.make);
  try {
    for (const part of parts) {
      await sendPart(part, sender);
      for (const event of part.events) sent.add(event);
    }
  } catch (error) {
    if (sent.size === 0) throw error;
    return refuse(events, sent, error);
  }
  return [];
}

async function sendPart<Made extends { readonly message: Message }>(
  { made }: Part<Made>,
  { post, pace, tooFast, now, patience }: Sender<Made>,
): Promise<void> {
  let waitMs = pace.waitMs(now());
  if (waitMs > 0 && patience !== undefined && waitMs <= patience.ms) {
    await patience.sleep(waitMs);
    waitMs = pace.waitMs(now());
  }
  if (waitMs > 0) throw new RetryableError(tooFast, { retryAfterMs: waitMs });
  try {
    await post(made);
  } finally {
    pace.count(now());
  }
}

/**
 * Whatever stopped a further message, its events come again, and then in front: that a message is refused, or that an option is wrong, is
 * told by the first one of a batch.
 */
function refuse(events: readonly KubeEvent[], sent: ReadonlySet<KubeEvent>, cause: unknown): readonly Refusal[] {
  const retryAfterMs = RetryableError.is(cause) ? cause.retryAfterMs : undefined;
  const why = cause instanceof Error ? cause.message : String(cause);
  const error = new RetryableError(`a further message, for what had no room in the first: ${why}`, {
    cause,
    retryAfterMs,
  });
  return events.flatMap((event, index) => (sent.has(event) ? [] : [{ index, error }]));
}
