import { channel } from 'node:diagnostics_channel';

/** By name, so that it also holds when two copies of the SDK are installed. */
export const answerChannel = 'kubeherald.sink.answer';

const answers = channel(answerChannel);

/**
 * Says what the destination answered to a delivery, for the person who runs `kubeherald send`: `topic events, partition 3, offset 17`.
 * Free when nobody asks, as in the daemon: `say` is called only then. Sinks that use createHttpClient need not call it.
 * @param say one line, without credentials
 */
export function answered(say: () => string): void {
  if (answers.hasSubscribers) answers.publish(say());
}
