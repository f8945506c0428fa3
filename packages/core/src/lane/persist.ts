import type { FlatError } from '@kubeherald/sink-host';
import type { Clock } from '../clock.ts';
import { backoffMs } from './backoff.ts';

/** A full disk is freed by a person or by retention: a tenth of a second at first, for a blip; at most five, for it costs next to nothing to look. */
const waits = { initialMs: 100, maxMs: 5_000 };

/** Who is told while something is refused. */
export interface Stalling {
  stalls(what: object, error: FlatError): void;
  flows(what: object): void;
}

/**
 * Does `action` until it succeeds: for what must not be lost because a disk is full. Rejects only with the signal's reason
 * on abort. `what` stands for the action towards `stalling`.
 */
export async function persist<Result>(
  action: () => Promise<Result>,
  what: object,
  stalling: Stalling,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result> {
  for (let failures = 1; ; failures += 1) {
    try {
      const result = await action();
      stalling.flows(what);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      stalling.stalls(what, flatten(error));
    }
    await clock.sleep(backoffMs(failures, waits, clock.random()), signal);
  }
}

/** An error of our own side in the shape that outcomes have. */
export function flatten(error: unknown): FlatError {
  if (!(error instanceof Error)) return { name: 'Error', code: 'KH_UNKNOWN', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'KH_UNKNOWN';
  return { name: error.name, code, message: error.message };
}
