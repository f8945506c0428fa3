import type { Host } from '@kubeherald/core';
import { collectStartUp } from './memory.ts';
import { stopSignal } from './stop-signal.ts';

/**
 * Starts a daemon and stays with it until a signal stops it, or it cannot go on; `exitNow` is for a second signal. A signal that comes
 * while it starts stops it too, in good order: what it opened has to be closed. @returns the exit code
 */
export async function follow(
  starting: (signal: AbortSignal) => Promise<Host>,
  exitNow: (code: number) => void,
): Promise<number> {
  const stop = stopSignal();
  const early = new AbortController();
  void stop.then((signal) => early.abort(signal));
  const host = await starting(early.signal);
  void collectStartUp(host);
  process.on('SIGHUP', () => void host.reopen());
  const { reason, code } = await Promise.race([
    stop.then((signal) => ({ reason: signal, code: 0 })),
    host.failed.then((fault) => ({ reason: fault, code: 1 })),
  ]);
  // From here a second signal means: now. Nothing durable is lost by it.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => exitNow(130));
  await host.stop(reason);
  return code;
}
