import { type Check, judged, skipped } from '../check.ts';
import { verdictsOf } from '../destination.ts';
import type { MarkedEvent } from '../samples/marked.ts';
import type { Trial } from '../trial.ts';
import { tell, verdicts } from '../verdicts.ts';

const perBatch = 6;
const batches = 3;
/** More tries than refusals: each makes progress. */
const mostTries = 5;

/** Where an event was taken: in which arrival, in which of its texts, at which character. */
async function placeOf(trial: Trial, { mark }: MarkedEvent): Promise<readonly number[] | undefined> {
  const taken = (await trial.destination.arrived()).filter(({ accepted }) => accepted);
  for (const [arrival, { texts }] of taken.entries()) {
    const text = texts.findIndex((one) => one.includes(mark));
    if (text >= 0) return [arrival, text, texts[text]?.indexOf(mark) ?? 0];
  }
  return undefined;
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((step, index) => step !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

async function faultsOfOrder(trial: Trial, events: readonly MarkedEvent[], what: string): Promise<string[]> {
  let before: { readonly place: readonly number[]; readonly index: number } | undefined;
  for (const [index, event] of events.entries()) {
    const place = await placeOf(trial, event);
    if (place === undefined) continue;
    if (before !== undefined && !isBefore(before.place, place)) {
      return [
        `${what}: event ${index} of one object arrived before event ${before.index}. Wait for each answer before sending the next event of the same object, or do not claim ordered`,
      ];
    }
    before = { place, index };
  }
  return [];
}

/** Every other delivery is answered late: what is sent side by side is overtaken. */
async function unevenly(trial: Trial): Promise<string[]> {
  const slow = Object.entries(trial.destination.answers).find(([, answer]) => {
    const expected = verdictsOf(answer);
    return !answer.never && expected.length === 1 && expected[0] === 'accepted';
  })?.[0];
  const events: MarkedEvent[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const some = trial.events.several(perBatch, 'ordered');
    events.push(...some);
    if (slow !== undefined)
      await trial.destination.script?.(some.map((_, index) => (index % 3 === 0 ? slow : undefined)));
    const outcome = await trial.deliver(some);
    if (outcome.kind !== 'accepted') return [`a batch became ${tell(outcome)}; expected accepted`];
  }
  return faultsOfOrder(trial, events, `${batches} batches of ${perBatch} events`);
}

/** One is refused for now; what the sink says is delivered again, as the daemon does, until nothing is left. */
async function afterRetry(trial: Trial): Promise<string[]> {
  if (trial.destination.refuse === undefined) return [];
  await trial.destination.reset();
  const events = trial.events.several(perBatch, 'ordered');
  await trial.destination.refuse(new Map([[events[2]?.mark ?? '', 'retry']]));
  let left: readonly MarkedEvent[] = events;
  for (let attempt = 1; attempt <= mostTries && left.length > 0; attempt++) {
    const became = verdicts(await trial.deliver(left, { id: 'ordered', attempt }), left.length);
    left = left.filter((_, index) => became[index] !== 'accepted' && became[index] !== 'rejected');
    await trial.destination.refuse(new Map());
  }
  return faultsOfOrder(trial, events, 'when event 2 is to be retried');
}

export const ordered: Check = {
  feature: 'ordered',
  title: 'claim ordered: the destination gets the events of an object in their order',
  async run(trial) {
    const { capabilities } = await trial.description();
    if (!capabilities.ordered) return skipped('the sink does not claim ordered');
    return judged([...(await unevenly(trial)), ...(await afterRetry(trial))]);
  },
};
