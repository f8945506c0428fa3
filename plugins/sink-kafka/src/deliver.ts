import { ConfigError, type Refusal, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import type { Placed, Queue } from './partition.ts';
import type { Produced } from './produced.ts';

/** Sends at most one batch to each partition; what became of each, by the partition's name. */
export type Produce = (records: readonly Placed[]) => Promise<(key: string) => Produced>;

/** What a delivery has come to so far. */
export class Progress {
  accepted = 0;
  misconfigured: ConfigError | undefined;
  readonly refusals: Refusal[] = [];

  /** A wrong option beside events that were accepted: those it holds up are tried again, and then it fails them all. */
  refuse(indexes: readonly number[], error: Exclude<Produced, 'taken'>): void {
    if (ConfigError.is(error)) this.misconfigured ??= error;
    const said = ConfigError.is(error) ? new RetryableError(error.message, { cause: error }) : error;
    for (const index of indexes) this.refusals.push({ index, error: said });
  }

  /**
   * @returns the refusals; all other events were accepted
   * @throws what refused the events, when it refused all of them
   */
  settle(): readonly Refusal[] {
    const first = this.refusals[0]?.error;
    const isSettled = this.accepted > 0 || this.refusals.some(({ error }) => RejectedError.is(error));
    if (!isSettled && this.misconfigured) throw this.misconfigured;
    if (!isSettled && first) throw first;
    return this.refusals.sort((left, right) => left.index - right.index);
  }
}

const indexesOf = (batch: readonly Placed[]): readonly number[] => batch.map(({ index }) => index);

/** Whether a partition goes on: not after what is to be retried, for what follows could be about the same object, whose order would be lost. */
function settleBatch(progress: Progress, { batches }: Queue, batch: readonly Placed[], produced: Produced): void {
  if (produced === 'taken') {
    progress.accepted += batch.length;
  } else if (!RejectedError.is(produced)) {
    progress.refuse(indexesOf([...batch, ...batches.splice(0).flat()]), produced);
  } else if (batch.length === 1) {
    progress.refuse(indexesOf(batch), produced);
  } else {
    // A batch is refused as a whole: its halves show which event is to blame.
    const middle = Math.ceil(batch.length / 2);
    batches.unshift(batch.slice(0, middle), batch.slice(middle));
  }
}

/** Sends the queues: in rounds, of each partition one batch, so that a partition keeps its order. */
export async function produceAll(queues: readonly Queue[], produce: Produce, progress: Progress): Promise<void> {
  for (;;) {
    const round = queues.flatMap((queue) => {
      const batch = queue.batches.shift();
      return batch === undefined ? [] : [{ queue, batch }];
    });
    if (round.length === 0) return;
    const producedOf = await produce(round.flatMap(({ batch }) => batch));
    for (const { queue, batch } of round) settleBatch(progress, queue, batch, producedOf(queue.key));
  }
}
