import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Connection } from './connection.ts';
import type { SourceObserver } from './observer.ts';
import type { Timing } from './options.ts';
import type { Outstanding } from './outstanding.ts';
import type { Selection } from './paths.ts';
import type { ScopeStatusKeeper } from './scope-status.ts';
import type { Warnings } from './warnings.ts';

/** What every request of one scope needs. */
export interface ScopeContext {
  readonly connection: Connection;
  readonly selection: Selection;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly log: Log;
  /** For what may come with every frame. */
  readonly warnings: Warnings;
  readonly observer: SourceObserver;
  readonly outstanding: Outstanding;
  readonly status: ScopeStatusKeeper;
}

/** Waits until more may be read; nothing is read meanwhile, and the status says why. Rejects with the signal's reason. */
export async function waitForRoom(context: ScopeContext, signal: AbortSignal): Promise<void> {
  const { outstanding, observer, selection, status } = context;
  if (outstanding.hasRoom) return;
  observer.paused(selection.scope, outstanding.bytes);
  status.pause();
  try {
    await outstanding.room(signal);
  } finally {
    status.resume();
    observer.paused(selection.scope, 0);
  }
}
