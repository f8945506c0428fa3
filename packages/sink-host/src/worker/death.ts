import { codes } from '../codes.ts';
import { flatten } from '../flatten.ts';
import type { FlatError, Isolation, Request } from '../protocol.ts';

/** Why a sink's thread or process ended without being asked to. */
export type DeathReason = 'crashed' | 'exited' | 'memory' | 'deadline';

/** A thread or process that ended, with what it did to end. */
export interface Death {
  readonly reason: DeathReason;
  readonly error: FlatError;
}

/** What was seen of a thread or process up to its end. */
export interface Evidence {
  /** The limit that the host killed it at. */
  readonly killedAfterMs?: number;
  /** What it was asked when it was killed. */
  readonly asked?: Request['kind'];
  /** What it did not catch, or a thread's memory error; absent when it ended by process.exit. */
  readonly error?: unknown;
  /** The signal that ended a process. */
  readonly signal?: string;
  /** The call never reached it: it could not be made, or died while it started. */
  readonly unreached?: boolean;
}

const outOfMemory = 'ERR_WORKER_OUT_OF_MEMORY';

function describe(code: string, message: string, cause?: FlatError): FlatError {
  return { name: 'SinkHostError', code, message, ...(cause ? { cause } : {}) };
}

/** What died, and of how much heap. */
export interface Deceased {
  readonly isolation: Isolation;
  readonly heapMB: number;
}

const remedy = 'give it more (resources.heapMB), or let it keep less';

/**
 * A process takes no error with it. Node aborts when V8's heap is used up, as anybody's process.abort() does; a kill by somebody else is mostly
 * the kernel's, for want of memory, or the child's own watch over what it takes. Which it was no signal tells.
 */
function explainSignal(signal: string, heapMB: number): Death {
  if (signal === 'SIGABRT') {
    const message = `The sink's process aborted (SIGABRT): either its ${heapMB} MB of heap are used up, and then V8 says so in the log lines before; then ${remedy}. Or the sink or native code of it called abort: then update the sink, or tell its author`;
    return { reason: 'memory', error: describe(codes.sinkMemory, message) };
  }
  if (signal === 'SIGKILL') {
    const message = `The sink's process was ended with SIGKILL: either it took far more memory than the ${heapMB} MB of its heap, or the machine has none left, as the log or the kernel's says; then ${remedy}. Or somebody sent it, and then there is nothing to mend in the sink`;
    return { reason: 'memory', error: describe(codes.sinkMemory, message) };
  }
  const message = `The sink's process was ended by ${signal}: a fault in native code (SIGSEGV, SIGBUS, SIGILL, SIGTRAP), or somebody sent it`;
  return { reason: 'crashed', error: describe(codes.sinkCrashed, message) };
}

function stillBusy(asked: Evidence['asked'], ms: number): string {
  switch (asked) {
    case 'describe':
      return `The sink's module was still being imported after ${ms} ms`;
    case 'open':
      return `The sink's module was still being imported, or its open had not returned, after ${ms} ms`;
    default:
      return `The sink was still busy ${ms} ms after it was called and ignored its signal`;
  }
}

function helpWhenBusy(asked: Evidence['asked']): string {
  return asked === 'describe' || asked === 'open'
    ? 'It waits for something that does not come, or loops: import and open only prepare, the network is for deliver. Mend or update the sink, or tell its author; if the machine is merely slow, give it more CPU'
    : 'It waits for something without heeding the signal, or loops: mend or update the sink, or tell its author';
}

/** Tells the reason of a death from the evidence. */
export function explainDeath(
  { killedAfterMs, asked, error, signal, unreached }: Evidence,
  { isolation, heapMB }: Deceased,
): Death {
  if (killedAfterMs !== undefined && unreached) {
    const message = `The sink's ${isolation} was not ready ${killedAfterMs} ms after the call; the machine is short of CPU, or the deadline too short`;
    return { reason: 'deadline', error: describe(codes.sinkDeadline, message) };
  }
  if (killedAfterMs !== undefined) {
    const message = `${stillBusy(asked, killedAfterMs)}; its ${isolation} was ended. ${helpWhenBusy(asked)}`;
    return { reason: 'deadline', error: describe(codes.sinkDeadline, message) };
  }
  if (signal !== undefined) return explainSignal(signal, heapMB);
  if (error === undefined) {
    const message = `The sink ended its ${isolation} with process.exit, which a sink must leave to kubeherald; update the sink, or tell its author`;
    return { reason: 'exited', error: describe(codes.sinkExited, message) };
  }
  const cause = flatten(error);
  if (cause.code === outOfMemory) {
    const message = `The sink used up its ${heapMB} MB of heap; ${remedy}`;
    return { reason: 'memory', error: describe(codes.sinkMemory, message, cause) };
  }
  const what = unreached
    ? `The sink's ${isolation} could not be asked`
    : `The sink's ${isolation} died of an error that nothing caught`;
  const message = `${what}: ${cause.message}`;
  return { reason: 'crashed', error: describe(codes.sinkCrashed, message, cause) };
}
