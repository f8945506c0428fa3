import type { Outcome } from '@kubeherald/sink-host';
import { type Check, judged } from '../check.ts';
import type { RunningSink } from '../trial/running.ts';
import { until } from '../trial/wait.ts';
import type { Trial } from '../trial.ts';
import { tell, verdicts } from '../verdicts.ts';

/** Milliseconds that a delivery may outlive its signal; then the host ends its thread by force. */
const heedWithinMs = 1000;
/** Milliseconds of the deliveries that are to run into their deadline: the sink must have begun to wait by then. */
const deadlineMs = 300;
/** Milliseconds to wait for the delivery to reach the destination. */
const reachMs = 5000;
/** Longer than any test: it is the close that ends this delivery. */
const farMs = 600_000;

const help =
  'Pass call.signal on to whatever waits (createHttpClient takes signal), or end it yourself when the signal aborts';

/** What a delivery became whose signal aborted. */
function faultsOf(outcome: Outcome, count: number, what: string): string[] {
  if (outcome.kind === 'broken' && outcome.reason === 'deadline') {
    return [
      `${what}: ${heedWithinMs} ms after its signal aborted the sink was still busy, so its thread was ended. ${help}`,
    ];
  }
  if (verdicts(outcome, count).every((verdict) => verdict === 'retry')) return [];
  return [
    `${what}: after its signal aborted, deliver became ${tell(outcome)}; expected retry: nothing says that the destination took or refused anything, so let the error rise`,
  ];
}

async function atDeadline(trial: Trial, sink: RunningSink, name: string): Promise<string[]> {
  await trial.destination.reset();
  await trial.play(name);
  const events = trial.events.several(2);
  const outcome = await sink.deliver(events, { deadlineMs });
  await trial.destination.reset();
  const after = await sink.deliver(trial.events.several(1));
  const faults = faultsOf(outcome, events.length, `the answer “${name}”`);
  if (after.kind !== 'accepted' && outcome.kind !== 'broken') {
    faults.push(
      `after an aborted delivery the next one became ${tell(after)}; expected accepted: an abort must end that delivery only`,
    );
  }
  return faults;
}

async function atClose(trial: Trial, sink: RunningSink, name: string): Promise<string[]> {
  await trial.destination.reset();
  await trial.play(name);
  const delivering = sink.deliver(trial.events.several(1), { deadlineMs: farMs });
  await until(async () => (await trial.destination.arrived()).length > 0, reachMs);
  await sink.close(0);
  return faultsOf(await delivering, 1, `the daemon ends during the answer “${name}”`);
}

async function aborts(trial: Trial, never: readonly [string, ...string[]]): Promise<string[]> {
  const sink = trial.fresh(heedWithinMs);
  // Opened and connected, so that neither counts for the deadlines.
  await trial.destination.reset();
  await sink.deliver(trial.events.several(1));
  const faults: string[] = [];
  for (const name of never) faults.push(...(await atDeadline(trial, sink, name)));
  return [...faults, ...(await atClose(trial, sink, never[0]))];
}

export const abort: Check = {
  feature: 'abort',
  title: 'a delivery ends within 1 s of its signal, at the deadline and when the daemon ends',
  async run(trial) {
    const { answers, script } = trial.destination;
    const [first, ...rest] = Object.entries(answers).flatMap(([name, answer]) => (answer.never ? [name] : []));
    if (first === undefined || script === undefined) {
      return judged([
        "the destination has no answer with never: true, so nothing shows whether the sink heeds its signal. Add one; or declare notApplicable: { abort: 'why' }",
      ]);
    }
    // A machine that stood still looks like a sink that does not listen: only who fails twice fails.
    const faults = await aborts(trial, [first, ...rest]);
    return judged(faults.length === 0 ? [] : await aborts(trial, [first, ...rest]));
  },
};
