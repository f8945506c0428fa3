import { afterAll, beforeAll, describe, test } from 'vitest';
import { checksFor } from './checks.ts';
import type { Destination } from './destination.ts';
import { type ConformanceOptions, setUp } from './options.ts';
import { runCheck } from './run.ts';
import { Trial } from './trial.ts';

/** Milliseconds for one check: the longest takes a few seconds, and a machine may stand still. */
const timeoutMs = 120_000;

/** What a check has to say to the sink's author. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
  readonly code = 'KH_TESTKIT_NOT_CONFORMING';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.length === 1 ? faults[0] : faults.map((fault) => `\n- ${fault}`).join(''));
    this.faults = faults;
    // The stack shows the suite's inside, which is of no use to the author.
    delete this.stack;
  }
}

/**
 * Declares the suite's tests for one sink, in a vitest file. The sink runs in a worker thread, as in the daemon, against the destination.
 * @param plugin the sink's module: a URL (`new URL('./index.ts', import.meta.url)`), a path from the working directory (`./src/index.js`), or a package's name
 * @throws SinkHostError when there is no such plugin
 */
export function conformance<Kind extends Destination>(plugin: string | URL, options: ConformanceOptions<Kind>): void {
  const setup = setUp(plugin, options);
  describe('the sink contract', () => {
    const trial = new Trial(setup);
    const notChecked: string[] = [];
    beforeAll(() => trial.start(), timeoutMs);
    afterAll(async () => {
      await trial.stop();
      // Reporters other than verbose tell how many tests were skipped, and not why.
      if (notChecked.length > 0) console.info(`skipped:${notChecked.map((line) => `\n- ${line}`).join('')}`);
    }, timeoutMs);
    for (const check of checksFor(setup.destination)) {
      const reason = setup.notApplicable[check.feature];
      const title = `${check.feature}: ${check.title}`;
      if (reason !== undefined) {
        test.skip(`${title} (not applicable: ${reason})`);
        if (!notChecked.some((line) => line.startsWith(`${check.feature}: `)))
          notChecked.push(`${check.feature}: ${reason}`);
        continue;
      }
      test(title, { timeout: timeoutMs }, async ({ skip }) => {
        const result = await runCheck(check, trial, setup.notApplicable);
        if (result.kind === 'skipped') {
          notChecked.push(`${check.feature}: ${result.reason}`);
          skip(result.reason);
        }
        if (result.kind === 'failed') throw new ConformanceError(result.faults);
      });
    }
  });
}
