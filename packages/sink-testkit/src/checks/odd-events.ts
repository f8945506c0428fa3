import { type Check, judged } from '../check.ts';
import { sampleEvents } from '../samples/sample-events.ts';
import { deliverAll } from './delivery.ts';

/** One check per odd event. */
export function oddEvents(): readonly Check[] {
  return sampleEvents.odd.map(({ name, raw }) => ({
    feature: 'odd-events',
    title: `an event with ${name} is delivered`,
    async run(trial) {
      return judged(await deliverAll(trial, [trial.events.mark(raw)], `an event with ${name}`));
    },
  }));
}
