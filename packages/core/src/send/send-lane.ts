import type { Outcome, SinkWorker } from '@kubeherald/sink-host';
import type { Clock } from '../clock.ts';
import { type Cursor, createLane, type Lane, type Reader } from '../lane/index.ts';
import type { PreparedSink } from '../sink.ts';
import { deliveryDefaults } from '../sink.ts';

/** How a sink answered its one delivery. */
export interface FirstAnswer {
  readonly outcome: Outcome;
  /** Milliseconds, the opening of the sink not included. */
  readonly durationMs: number;
}

/** A lane for one event. */
export interface SendLane {
  /** Resolves when the sink has answered, and a delivery that was accepted is acknowledged. */
  readonly answered: Promise<FirstAnswer>;
  stop(deadlineMs: number): Promise<void>;
}

/** Starts a lane with the prepared sink's own worker; it takes whatever the reader has, at once. Nothing of it outlives the process. */
export function startSendLane(
  { settings, description, worker }: PreparedSink,
  joined: { readonly reader: Reader; readonly cursor: Cursor },
  timeoutMs: number | undefined,
  clock: Clock,
): SendLane {
  const { promise: answered, resolve } = Promise.withResolvers<FirstAnswer>();
  const configured = { ...deliveryDefaults, ...description.delivery, ...settings.delivery };
  const { rateLimit: _, ...unlimited } = configured;
  const delivery = { ...unlimited, concurrency: 1, lingerMs: 0, timeoutMs: timeoutMs ?? configured.timeoutMs };
  let first: FirstAnswer | undefined;
  const tell = () => first && resolve(first);
  const listening: Pick<SinkWorker, 'deliver' | 'close'> = {
    deliver: async (batch, deadlineMs) => {
      // Loading the sink is not the destination's time.
      const opened = await worker.open();
      const startedAt = clock.now();
      const outcome = opened.kind === 'accepted' ? await worker.deliver(batch, deadlineMs) : opened;
      first ??= { outcome, durationMs: clock.now() - startedAt };
      if (outcome.kind !== 'accepted') tell();
      return outcome;
    },
    close: (deadlineMs) => worker.close(deadlineMs),
  };
  const lane: Lane = createLane(
    { name: settings.name, delivery, retry: settings.retry },
    {
      ...joined,
      workers: [listening],
      wanted: () => true,
      deadLetters: { append: () => Promise.resolve() },
      clock,
      observer: {
        attempted: () => undefined,
        delivered: tell,
        deadLettered: () => undefined,
        changed: () => undefined,
      },
    },
  );
  lane.start();
  return { answered, stop: (deadlineMs) => lane.stop(deadlineMs) };
}
