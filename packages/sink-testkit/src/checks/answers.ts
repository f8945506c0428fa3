import { randomUUID } from 'node:crypto';
import { type Check, type CheckResult, judged } from '../check.ts';
import { type Destination, type ExpectedAnswer, type Verdict, verdictsOf } from '../destination.ts';
import type { MarkedEvent } from '../samples/marked.ts';
import type { Trial } from '../trial.ts';
import { howToSay, tell, verdicts, waitsOf } from '../verdicts.ts';
import { arrivedWell } from './delivery.ts';

const range = (wait: NonNullable<ExpectedAnswer['retryAfterMs']>): readonly [number, number] =>
  typeof wait === 'number' ? [wait, wait] : wait;

function faultsOfWait(
  name: string,
  wait: ExpectedAnswer['retryAfterMs'],
  found: readonly (number | undefined)[],
): string[] {
  if (wait === undefined || found.length === 0) return [];
  const [least, most] = range(wait);
  const first = found.find((ms) => ms !== undefined);
  if (first !== undefined && first >= least && first <= most) return [];
  const expected = least === most ? `${least} ms` : `${least} to ${most} ms`;
  const said = first === undefined ? 'no wait' : `a wait of ${first} ms`;
  return [
    `the answer “${name}” asks to wait ${expected}, but the sink's error asks for ${said}. Pass it on: new RetryableError(message, { retryAfterMs })`,
  ];
}

async function play(trial: Trial, name: string, answer: ExpectedAnswer): Promise<CheckResult> {
  const expected = verdictsOf(answer);
  const events = trial.events.several(2);
  // Once warm, so that opening counts for nothing here.
  await trial.sink().open();
  await trial.play(name);
  const id = randomUUID();
  const outcome = await trial.deliver(events, { id });
  const became = verdicts(outcome, events.length);
  const faults: string[] = [];
  const isExpected = (verdict: string) => expected.some((one) => one === verdict);
  if (!became.every(isExpected)) {
    const how = expected.map((verdict: Verdict) => howToSay[verdict]).join(', or ');
    faults.push(`the answer “${name}” became ${tell(outcome)}; expected ${expected.join(' or ')}: ${how}`);
  } else {
    faults.push(...faultsOfWait(name, answer.retryAfterMs, waitsOf(outcome)));
    for (const [index, event] of events.entries()) {
      if (became[index] !== 'accepted' || (await trial.took(event))) continue;
      faults.push(`at the answer “${name}” event ${index} was said to be accepted, but it did not arrive`);
    }
  }
  const left = events.filter((_, index) => became[index] !== 'accepted' && became[index] !== 'rejected');
  faults.push(...(await afterwards(trial, name, left, id)));
  return judged(faults);
}

/** Whatever the answer was, a sink whose destination takes deliveries again must deliver again: what it has not delivered, and what is new. */
async function afterwards(
  trial: Trial,
  name: string,
  left: readonly MarkedEvent[],
  id: string,
): Promise<readonly string[]> {
  const owed: MarkedEvent[] = [];
  // What it took without saying so it may know by its key when it comes again.
  for (const event of left) if (!(await trial.took(event))) owed.push(event);
  await trial.destination.reset();
  const when = `after the answer “${name}”, when the destination takes everything again`;
  const again =
    left.length === 0 ? [] : await deliveredAfter(trial, left, owed, `${when}: the same batch once more`, id);
  if (again.length > 0) return again;
  const others = trial.events.several(1);
  return deliveredAfter(trial, others, others, `${when}: another batch`);
}

async function deliveredAfter(
  trial: Trial,
  events: readonly MarkedEvent[],
  owed: readonly MarkedEvent[],
  what: string,
  id?: string,
): Promise<readonly string[]> {
  const outcome = await trial.deliver(events, id === undefined ? {} : { id, attempt: 2 });
  if (outcome.kind !== 'accepted') {
    return [
      `${what}: deliver became ${tell(outcome)}; expected accepted: keep no state of a failure, make broken connections anew`,
    ];
  }
  return arrivedWell(
    trial,
    owed,
    what,
    'Remember of a batch only what the destination has said it took, and send the rest when it comes again',
  );
}

/** One check per answer; those that never come belong to `abort`. */
export function answers(destination: Destination): readonly Check[] {
  const coming = Object.entries(destination.answers).filter(([, { never }]) => !never);
  if (coming.length === 0 || destination.script === undefined) return [nothingToPlay];
  return coming.map(([name, answer]) => ({
    feature: 'answers',
    title: `the answer “${name}” becomes ${verdictsOf(answer).join(' or ')}`,
    run: (trial) => play(trial, name, answer),
  }));
}

const nothingToPlay: Check = {
  feature: 'answers',
  title: "the destination's answers become what they mean",
  run: async () =>
    judged([
      "the destination has no answers to play. Give it answers and script(), with at least one to be retried and one to be rejected; or declare notApplicable: { answers: 'why' }",
    ]),
};
