import { type Check, type CheckResult, judged } from '../check.ts';
import { type Destination, type ExpectedAnswer, type Verdict, verdictsOf } from '../destination.ts';
import type { Trial } from '../trial.ts';
import { howToSay, tell, verdicts, waitsOf } from '../verdicts.ts';

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
  const outcome = await trial.deliver(events);
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
  faults.push(...(await afterwards(trial, name)));
  return judged(faults);
}

/** Whatever the answer was, a sink whose destination takes deliveries again must deliver again. */
async function afterwards(trial: Trial, name: string): Promise<string[]> {
  await trial.destination.reset();
  const events = trial.events.several(1);
  const outcome = await trial.deliver(events);
  if (outcome.kind === 'accepted') return [];
  return [
    `after the answer “${name}”, when the destination takes everything again, deliver became ${tell(outcome)}; expected accepted: keep no state of a failure, make broken connections anew`,
  ];
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
