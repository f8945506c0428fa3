import { codes } from '../codes.ts';
import { flatten } from '../flatten.ts';
import type { FlatError } from '../protocol.ts';

/** Why a thread ended without being asked to. */
export type DeathReason = 'crashed' | 'exited' | 'memory' | 'deadline';

/** A thread that ended, with what it did to end. */
export interface Death {
  readonly reason: DeathReason;
  readonly error: FlatError;
}

/** What was seen of a thread up to its end. */
export interface Evidence {
  /** The limit that the host killed it at. */
  readonly killedAfterMs?: number;
  /** What it did not catch, or the memory error; absent when it ended by process.exit. */
  readonly error?: unknown;
  /** The call never reached it: it could not be made, or died while it started. */
  readonly unreached?: boolean;
}

const outOfMemory = 'ERR_WORKER_OUT_OF_MEMORY';

function describe(code: string, message: string, cause?: FlatError): FlatError {
  return { name: 'SinkHostError', code, message, ...(cause ? { cause } : {}) };
}

/** Tells the reason of a thread's death from the evidence. */
export function explainDeath({ killedAfterMs, error, unreached }: Evidence, heapMB: number): Death {
  if (killedAfterMs !== undefined && unreached) {
    const message = `The sink's thread was not ready ${killedAfterMs} ms after the call; the machine is short of CPU, or the deadline too short`;
    return { reason: 'deadline', error: describe(codes.sinkDeadline, message) };
  }
  if (killedAfterMs !== undefined) {
    const message = `The sink was still busy ${killedAfterMs} ms after it was called and ignored its signal; its thread was ended`;
    return { reason: 'deadline', error: describe(codes.sinkDeadline, message) };
  }
  if (error === undefined) {
    return {
      reason: 'exited',
      error: describe(
        codes.sinkExited,
        "The sink ended its thread with process.exit; a sink must leave that to kubeherald's host",
      ),
    };
  }
  const cause = flatten(error);
  if (cause.code === outOfMemory) {
    const message = `The sink used up its ${heapMB} MB of heap; give it more, or let it keep less`;
    return { reason: 'memory', error: describe(codes.sinkMemory, message, cause) };
  }
  const what = unreached
    ? "The sink's thread could not be asked"
    : "The sink's thread died of an error that nothing caught";
  const message = `${what}: ${cause.message}`;
  return { reason: 'crashed', error: describe(codes.sinkCrashed, message, cause) };
}
