import type { Clock } from '../clock.ts';
import { type Journal, openMemoryJournal } from '../journal/index.ts';
import type { Log } from '../log.ts';

/** Holds the largest event that etcd takes several times over. */
const maxBytes = 64 * 1024 * 1024;

/** A journal of its own, in memory: neither the daemon's folder nor its lock is touched. */
export function openSendJournal(clock: Clock, log: Log): Promise<Journal> {
  const observer = {
    lost: () => undefined,
    damaged: () => undefined,
    stalled: () => undefined,
    size: () => undefined,
    committed: () => undefined,
  };
  return openMemoryJournal({ maxBytes }, { clock, log, observer });
}
