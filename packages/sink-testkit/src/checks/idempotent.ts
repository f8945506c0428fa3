import { type Check, judged, skipped } from '../check.ts';
import type { Arrival } from '../destination.ts';
import type { MarkedEvent } from '../samples/marked.ts';
import { tell } from '../verdicts.ts';

/** What the destination holds in the end: of those with the same key the latest. */
export function held(arrived: readonly Arrival[]): readonly Arrival[] {
  const accepted = arrived.filter((one) => one.accepted);
  const latest = new Map(accepted.map((one, index) => [one.key ?? index, one]));
  return [...latest.values()];
}

function timesHeld(arrived: readonly Arrival[], { mark }: MarkedEvent): number {
  return held(arrived).filter(({ texts }) => texts.some((text) => text.includes(mark))).length;
}

export const idempotent: Check = {
  feature: 'idempotent',
  title: 'claim idempotent: delivering a revision again is invisible at the destination',
  async run(trial) {
    const { capabilities } = await trial.description();
    if (!capabilities.idempotent) return skipped('the sink does not claim idempotent');
    const events = trial.events.several(4);
    const id = 'redelivered';
    const faults: string[] = [];
    // As after a crash between the destination's acceptance and the acknowledgement: the new thread knows nothing of the old one.
    const tries: [string, readonly MarkedEvent[], string, number][] = [
      ['the first time', events.slice(0, 3), id, 1],
      ['again', events.slice(0, 3), id, 2],
      ['again, cut into other batches', events.slice(1), 'another batch', 1],
    ];
    for (const [name, batch, batchId, attempt] of tries) {
      const sink = trial.fresh();
      const outcome = await sink.deliver(batch, { id: batchId, attempt });
      await sink.close();
      if (outcome.kind !== 'accepted')
        faults.push(
          `delivered ${name}, the batch became ${tell(outcome)}; expected accepted: that the destination has it already is success`,
        );
    }
    const arrived = await trial.destination.arrived();
    const times = events.map((event) => timesHeld(arrived, event));
    if (times.some((count) => count > 1)) {
      faults.push(
        `the sink claims idempotent, but after redelivery the destination holds the events ${times.join(', ')} times. Send event.id as the destination's key of each event (batch.id holds only while batches are cut alike), or do not claim it. The arrivals' key must be what the destination goes by`,
      );
    }
    if (times.some((count) => count === 0)) {
      faults.push(
        `after redelivery the destination holds the events ${times.join(', ')} times; expected each once. Use a key that differs from event to event`,
      );
    }
    return judged(faults);
  },
};
