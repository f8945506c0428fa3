import { type Check, judged } from '../check.ts';
import { probeCodes } from '../trial/probe.ts';
import type { RunningSink } from '../trial/running.ts';
import { until } from '../trial/wait.ts';
import type { Trial } from '../trial.ts';

/** Milliseconds to wait for a delivery to reach the destination. */
const reachMs = 5000;
/** Longer than any test: it is the close that ends this delivery. */
const farMs = 600_000;

const explanations: ReadonlyMap<string, (found: string) => string> = new Map([
  [
    probeCodes.closeThrew,
    (found) => `close threw: ${found}. It must release everything and throw nothing, whatever state the sink is in`,
  ],
  [
    probeCodes.secondCloseThrew,
    (found) =>
      `close threw the second time: ${found}. It must be safe twice: remember that it was called, or release only what is there`,
  ],
  [
    probeCodes.handlesLeft,
    (found) =>
      `after close these are still there, so the thread could not end by itself: ${found}. Clear timers, destroy sockets and clients, close files in close`,
  ],
]);

async function closed(trial: Trial, what: string, use: (sink: RunningSink) => Promise<void>): Promise<string[]> {
  await trial.destination.reset();
  const linesBefore = trial.said.lines.length;
  const sink = trial.freshProbe();
  await sink.open();
  await use(sink);
  // A call of a sink that does not listen was killed before: then nothing is left to close.
  await sink.close();
  const errors = trial.said.errors(linesBefore);
  return errors.flatMap(({ code, message }) => {
    const explain = explanations.get(code);
    return explain ? [`${what}: ${explain(message)}`] : [];
  });
}

async function whileWaiting(trial: Trial, name: string, sink: RunningSink): Promise<void> {
  await sink.deliver(trial.events.several(1));
  await trial.destination.reset();
  await trial.play(name);
  const delivering = sink.deliver(trial.events.several(1), { deadlineMs: farMs });
  await until(async () => (await trial.destination.arrived()).length > 0, reachMs);
  await Promise.all([sink.close(0), delivering]);
}

export const close: Check = {
  feature: 'close',
  title: 'close is safe twice and leaves nothing open: the thread can end',
  async run(trial) {
    const { answers, script } = trial.destination;
    const never = Object.entries(answers).find(([, answer]) => answer.never)?.[0];
    const faults = [
      ...(await closed(trial, 'opened and closed', async () => {})),
      ...(await closed(trial, 'opened, used and closed', async (sink) => {
        await sink.deliver(trial.events.several(2));
        await sink.check();
      })),
    ];
    if (never !== undefined && script !== undefined) {
      faults.push(...(await closed(trial, 'closed during a delivery', (sink) => whileWaiting(trial, never, sink))));
    }
    return judged([...new Set(faults)]);
  },
};
