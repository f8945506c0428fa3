import { type Check, judged } from '../check.ts';
import { emptyBatchId } from '../trial/probe.ts';
import { tell } from '../verdicts.ts';

export const emptyBatch: Check = {
  feature: 'empty-batch',
  title: 'an empty batch is accepted and sends nothing',
  async run(trial) {
    await trial.probe().open();
    await trial.destination.reset();
    const outcome = await trial.probe().deliver(trial.events.several(1), { id: emptyBatchId });
    const arrived = await trial.destination.arrived();
    const faults: string[] = [];
    if (outcome.kind !== 'accepted') {
      faults.push(
        `deliver of a batch without events became ${tell(outcome)}; expected accepted: return at once when batch.events is empty`,
      );
    }
    if (arrived.length > 0) {
      faults.push(
        `deliver of a batch without events sent ${arrived.length} thing(s) to the destination; expected none: return at once when batch.events is empty`,
      );
    }
    return judged(faults);
  },
};
