import type { Position } from '../revision.ts';
import { type BackoffState, backOff } from './backoff.ts';
import { afterFailure, RequestFailure } from './failure.ts';
import { readPosition } from './list.ts';
import type { ScopeContext } from './scope-context.ts';
import type { Trouble } from './trouble.ts';

/** What the guard looks at. */
export interface Watched {
  readonly position: Position;
  /** Unix ms of the watch's last frame, or of its beginning. */
  readonly heardAt: number;
}

/**
 * Probes the position of an open watch that has been silent for long, until `signal` aborts: with etcd gone, a restored etcd or a
 * half-open socket it would stay silent. Resolves with the failure when the position is forgotten or in the server's future, which the
 * watch has to be ended for. Any other failure leaves the watch open: it goes on by itself when the server does, and has a deadline.
 */
export async function guardSilence(
  context: ScopeContext,
  watched: () => Watched,
  trouble: Trouble,
  signal: AbortSignal,
): Promise<RequestFailure> {
  const { clock, status, timing } = context;
  let checkedAt = 0;
  let backoff: BackoffState;
  for (;;) {
    const quietSince = Math.max(watched().heardAt, checkedAt);
    await clock.sleep(Math.max(1, quietSince + timing.silenceMs - clock.now()), signal);
    if (status.paused || clock.now() - watched().heardAt < timing.silenceMs) {
      checkedAt = status.paused ? clock.now() : checkedAt;
      continue;
    }
    try {
      await readPosition(context, signal, watched().position);
      checkedAt = clock.now();
      trouble.clear('probe');
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RequestFailure)) throw error;
      const next = afterFailure('probe', error.failure, true);
      if (next.stage !== 'probe') return error;
      trouble.add('probe', error.failure, next);
      const step = backOff(timing.backoff, backoff, clock.now(), clock.random());
      backoff = step.state;
      // The next probe is due when the wait is over.
      checkedAt = clock.now() + Math.max(step.waitMs, typeof next.wait === 'number' ? next.wait : 0) - timing.silenceMs;
    }
  }
}
