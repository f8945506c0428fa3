import type { FlatError, Outcome } from '@kubeherald/sink-host';
import { truncate } from '@kubeherald/sink-sdk';
import type { Verdict } from './destination.ts';

/** What an outcome says of one event. `broken`: the sink's thread died, or had to be ended. */
export type EventVerdict = Verdict | 'broken';

/** What an outcome says of each of `count` events. */
export function verdicts(outcome: Outcome, count: number): EventVerdict[] {
  const verdict = outcome.kind === 'partial' ? 'accepted' : outcome.kind;
  const all = Array.from({ length: count }, (): EventVerdict => verdict);
  if (outcome.kind === 'partial') {
    for (const { index, retry } of outcome.refusals) all[index] = retry ? 'retry' : 'rejected';
  }
  return all;
}

/** The first error in an outcome. */
export function errorOf(outcome: Outcome): FlatError | undefined {
  if (outcome.kind === 'accepted') return undefined;
  return outcome.kind === 'partial' ? outcome.refusals[0]?.error : outcome.error;
}

/** The waits that an outcome asks for. */
export function waitsOf(outcome: Outcome): readonly (number | undefined)[] {
  if (outcome.kind === 'retry') return [outcome.retryAfterMs];
  return outcome.kind === 'partial' ? outcome.refusals.filter(({ retry }) => retry).map((one) => one.retryAfterMs) : [];
}

/** Characters of an error's message: some repeat what the destination said. */
const longestMessage = 160;

/** An outcome for people: `retry (KH_SINK_RETRY: POST … answered 503)`. */
export function tell(outcome: Outcome): string {
  const error = errorOf(outcome);
  if (error === undefined) return outcome.kind;
  const indexes = outcome.kind === 'partial' ? ` [${outcome.refusals.map(({ index }) => index).join(', ')}]` : '';
  const message = truncate(error.message, longestMessage);
  return `${outcome.kind}${indexes} (${error.code}: ${message})`;
}

/** The error to throw for each verdict. */
export const howToSay: Readonly<Record<Verdict, string>> = {
  accepted: 'let deliver resolve with nothing',
  retry: 'throw RetryableError',
  rejected: 'throw RejectedError',
  misconfigured: 'throw ConfigError',
};
