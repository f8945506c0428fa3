import { type Check, judged, skipped } from '../check.ts';
import type { Trial } from '../trial.ts';
import { tell } from '../verdicts.ts';

export const open: Check = {
  feature: 'open',
  title: 'open needs no destination: one that is down is no failure yet',
  async run(trial) {
    const { answers, script } = trial.destination;
    const never = Object.entries(answers).find(([, answer]) => answer.never)?.[0];
    if (never === undefined || script === undefined) {
      return judged([
        "the destination has no answer with never: true, so it cannot play dead. Add one; or declare notApplicable: { open: 'why' }",
      ]);
    }
    await trial.play(never);
    const sink = trial.fresh();
    const outcome = await sink.open();
    await sink.close(0);
    if (outcome.kind === 'accepted') return { kind: 'passed' };
    return judged([
      `with a destination that never answers, open became ${tell(outcome)}; expected accepted: parse and prepare in open, connect in deliver`,
    ]);
  },
};

export const reopen: Check = {
  feature: 'reopen',
  title: 'reopen (SIGHUP) works, and deliveries go on after it',
  async run(trial) {
    const faults: string[] = [];
    const events = trial.events.several(2);
    for (const event of events) {
      const outcome = await trial.deliver([event]);
      if (outcome.kind !== 'accepted' || !(await trial.took(event)))
        faults.push(
          `a delivery before or after reopen became ${tell(outcome)}; expected accepted, and the event at the destination`,
        );
      const reopened = await trial.sink().reopen();
      if (reopened.kind !== 'accepted') faults.push(`reopen became ${tell(reopened)}; expected accepted`);
    }
    return judged(faults);
  },
};

/** The answers to be retried: at some of them at least, such as nothing listening, `check` must fail, whatever it asks the destination. */
function failures(trial: Trial): readonly string[] {
  return Object.entries(trial.destination.answers).flatMap(([name, { becomes, never }]) =>
    becomes === 'retry' && !never ? [name] : [],
  );
}

async function contentWith(trial: Trial, name: string): Promise<boolean> {
  await trial.destination.reset();
  await trial.play(name);
  return (await trial.sink().check()).kind === 'accepted';
}

export const checkSink: Check = {
  feature: 'check',
  title: 'check is content with a destination that works, and not with one that does not',
  async run(trial) {
    const healthy = await trial.sink().check();
    if (healthy.kind === 'accepted' && healthy.checked === false) return skipped('the sink has no check');
    if (healthy.kind !== 'accepted') {
      return judged([`check of a destination that works became ${tell(healthy)}; expected accepted`]);
    }
    const names = failures(trial);
    if (names.length === 0 || trial.destination.script === undefined) return { kind: 'passed' };
    for (const name of names) if (!(await contentWith(trial, name))) return { kind: 'passed' };
    return judged([
      `check was content at each of these answers: ${names.join(', ')}; expected the error that deliver would throw: ask the destination something harmless, and look at its answer`,
    ]);
  },
};
