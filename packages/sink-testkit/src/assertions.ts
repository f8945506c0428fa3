import type { Outcome } from '@kubeherald/sink-host';
import { formsOf } from './credentials.ts';
import type { Arrival, Destination, Verdict } from './destination.ts';
import { tell, waitsOf } from './verdicts.ts';

type OutcomeOf<Kind extends Outcome['kind']> = Extract<Outcome, { kind: Kind }>;

function fail(message: string): never {
  const error = new Error(message);
  error.name = 'AssertionError';
  throw error;
}

/**
 * A delivery became what it had to.
 * @param retryAfterMs with `retry`: the milliseconds that the sink must ask to wait
 */
export function assertOutcome<Kind extends Verdict | 'partial' | 'broken'>(
  outcome: Outcome,
  kind: Kind,
  retryAfterMs?: number,
): asserts outcome is OutcomeOf<Kind> {
  if (outcome.kind !== kind) fail(`deliver became ${tell(outcome)}; expected ${kind}`);
  const [wait] = waitsOf(outcome);
  if (retryAfterMs !== undefined && wait !== retryAfterMs) {
    fail(`deliver asks to wait ${wait === undefined ? 'an unknown time' : `${wait} ms`}; expected ${retryAfterMs} ms`);
  }
}

/** The destination took a thing with this text in it. Returns it. */
export async function assertArrived(destination: Destination, text: string): Promise<Arrival> {
  const arrived = await destination.arrived();
  const found = arrived.find((one) => one.accepted && one.texts.some((other) => other.includes(text)));
  if (found) return found;
  const texts = JSON.stringify(arrived.map((one) => one.texts)).slice(0, 1000);
  return fail(`the destination took nothing with ${JSON.stringify(text)} in it; of these arrived: ${texts}`);
}

/** A credential is nowhere in `value` (an outcome, log lines, an error's message), neither plainly nor encoded. */
export function assertNoCredential(value: unknown, ...credentials: readonly string[]): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const shown = credentials.find((credential) => formsOf(credential).some((form) => text.includes(form)));
  if (shown !== undefined) fail(`the credential ${shown.slice(0, 3)}… is shown`);
}
