import { type Check, judged } from '../check.ts';
import type { MarkedEvent } from '../samples/marked.ts';
import { sampleEvents } from '../samples/sample-events.ts';
import type { Trial } from '../trial.ts';
import { tell } from '../verdicts.ts';

/** Events of a full batch, at most: enough to need several requests of any destination, and quick. */
const mostEvents = 200;
/** The SDK's default of `delivery.maxEvents`. */
const defaultMaxEvents = 100;

/** Delivers, and tells what of it is not as it must be when the destination takes everything. */
export async function deliverAll(trial: Trial, events: readonly MarkedEvent[], what: string): Promise<string[]> {
  const outcome = await trial.deliver(events);
  if (outcome.kind !== 'accepted') {
    return [`${what}: the destination takes everything, yet deliver became ${tell(outcome)}; expected accepted`];
  }
  return arrivedWell(
    trial,
    events,
    what,
    'Send every event of a batch before deliver resolves; and let config show the message',
  );
}

/** Tells what did not arrive of a batch that was accepted, or more often than it should. @param help what to do about what is missing */
export async function arrivedWell(
  trial: Trial,
  events: readonly MarkedEvent[],
  what: string,
  help: string,
): Promise<string[]> {
  const accepted = (await trial.destination.arrived()).filter((one) => one.accepted);
  const times = events.map(
    ({ mark }) => accepted.filter(({ texts }) => texts.some((text) => text.includes(mark))).length,
  );
  const where = (is: (count: number) => boolean) => [...times.keys()].filter((index) => is(times[index] ?? 0));
  const missing = where((count) => count === 0);
  const repeated = where((count) => count > trial.copies);
  const faults: string[] = [];
  if (missing.length > 0) {
    faults.push(
      `${what}: deliver became accepted, but ${nameOf(missing, events.length)} did not arrive with its message. ${help}`,
    );
  }
  if (repeated.length > 0) {
    const most = Math.max(...times);
    faults.push(
      `${what}: ${nameOf(repeated, events.length)} arrived more than ${trial.copies === 1 ? 'once' : `${trial.copies} times`}, up to ${most} times. Send each event of the batch once, and nothing of an earlier batch; if the sink sends it to several receivers, say to how many with copies`,
    );
  }
  return faults;
}

const nameOf = (indexes: readonly number[], count: number): string =>
  count === 1 ? 'the event' : `event ${indexes.join(', ')} of ${count}`;

export const delivery: Check = {
  feature: 'delivery',
  title: 'a batch is delivered, every event of it, also a full one',
  async run(trial) {
    const { delivery: defaults } = await trial.description();
    const full = Math.min(defaults.maxEvents ?? defaultMaxEvents, mostEvents);
    const usual = sampleEvents.usual.map(({ raw }) => trial.events.mark(raw));
    return judged([
      ...(await deliverAll(trial, trial.events.several(1), 'a batch of one event')),
      ...(await deliverAll(trial, usual, `a batch of ${usual.length} events`)),
      ...(await deliverAll(trial, trial.events.several(full), `a full batch of ${full} events`)),
    ]);
  },
};
