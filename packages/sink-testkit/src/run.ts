import { type Check, type CheckResult, type Feature, skipped } from './check.ts';
import { checksFor } from './checks.ts';
import type { Destination } from './destination.ts';
import { type ConformanceOptions, type NotApplicable, setUp } from './options.ts';
import { Trial } from './trial.ts';

/** A check, and what it found. */
export interface Finding {
  readonly feature: Feature;
  readonly title: string;
  readonly result: CheckResult;
}

/** Runs one check from a clean start. */
export async function runCheck(check: Check, trial: Trial, notApplicable: NotApplicable): Promise<CheckResult> {
  const reason = notApplicable[check.feature];
  if (reason !== undefined) return skipped(`not applicable: ${reason}`);
  await trial.destination.reset();
  return check.run(trial);
}

/**
 * The suite without a test runner: what {@link conformance} does, as values. Runs the checks one after the other.
 * @param only the features to look at; default all
 * @throws SinkHostError when there is no such plugin; UnusableSinkError when it cannot be loaded or opened
 */
export async function checkConformance<Kind extends Destination>(
  plugin: string | URL,
  options: ConformanceOptions<Kind>,
  only?: readonly Feature[],
): Promise<readonly Finding[]> {
  const setup = setUp(plugin, options);
  const trial = new Trial(setup);
  const findings: Finding[] = [];
  try {
    await trial.start();
    for (const check of checksFor(setup.destination)) {
      if (only !== undefined && !only.includes(check.feature)) continue;
      const result = await runCheck(check, trial, setup.notApplicable);
      findings.push({ feature: check.feature, title: check.title, result });
    }
  } finally {
    await trial.stop();
  }
  return findings;
}
