import { HeraldError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Position } from '../../revision.ts';
import { type BackoffState, backOff, reflectorBackoff } from '../backoff.ts';
import { afterFailure, RequestFailure } from '../failure.ts';
import type { ConfigMapName, ConfigMapState } from './config-map.ts';
import { type ConfigMapSource, readConfigMap, statusOf } from './read.ts';
import { watchConfigMap } from './watch.ts';

/** How often a ConfigMap is read that may not be watched: as soon as the kubelet would swap a mounted one. */
const pollMs = 30_000;

/**
 * Follows one ConfigMap and tells what is known of it, at first and whenever that changes: by list and watch, or by reading it again and
 * again where only that is allowed. Resolves when `signal` aborts.
 * @throws what is a fault of this program
 */
export async function followConfigMap(
  which: ConfigMapName,
  source: ConfigMapSource & { readonly log: Log },
  told: (state: ConfigMapState) => void,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = source;
  const map = `${which.namespace}/${which.name}`;
  let position: Position | undefined;
  let backoff: BackoffState;
  const taker = {
    state: told,
    position: (next: Position) => {
      position = next;
    },
  };
  while (!signal.aborted) {
    try {
      if (position === undefined) {
        const read = await readConfigMap(which, source, signal);
        told(read.state);
        position = read.position;
        if (position === undefined) await pause(pollMs);
      } else {
        await watchConfigMap(which, position, source, taker, signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof RequestFailure) && !(error instanceof HeraldError)) throw error;
      const step = backOff(reflectorBackoff, backoff, clock.now(), clock.random());
      backoff = step.state;
      const next = nextAfter(error, position === undefined ? 'list' : 'watch', step.waitMs);
      if (position === undefined) told({ kind: 'unreachable', message: error.message });
      if (next.again) position = undefined;
      log.debug({ configMap: map, err: error, waitMs: next.waitMs }, 'reading a ConfigMap failed; it is tried again');
      await pause(next.waitMs);
    }
  }

  async function pause(ms: number): Promise<void> {
    try {
      await clock.sleep(ms, signal);
    } catch (reason) {
      // Only the abort ends a sleep early, and the loop sees it.
      if (!signal.aborted) throw reason;
    }
  }
}

/** Whether to read it anew rather than to go on watching, and how long to wait before. */
function nextAfter(
  error: RequestFailure | HeraldError,
  stage: 'list' | 'watch',
  backoffMs: number,
): { readonly again: boolean; readonly waitMs: number } {
  if (error instanceof HeraldError) return { again: true, waitMs: backoffMs };
  // What may be listed and not watched is read as what may only be got.
  if (stage === 'watch' && statusOf(error) === 403) return { again: true, waitMs: pollMs };
  const next = afterFailure(stage, error.failure, true);
  const named = typeof next.wait === 'number' ? next.wait : 0;
  return { again: next.stage === 'list' || next.stage === 'compare', waitMs: Math.max(named, backoffMs) };
}
