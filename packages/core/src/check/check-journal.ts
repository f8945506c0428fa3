import type { Clock } from '../clock.ts';
import { codes } from '../errors.ts';
import { type FolderState, inspectFolder } from '../journal/index.ts';
import type { CheckRow } from './check-row.ts';

/** The part of the config that decides where the journal is and how large it grows. */
export interface JournalSettings {
  readonly path: string;
  readonly memory: boolean;
  readonly retentionBytes: number;
  readonly segmentBytes: number;
}

/** Looks at the journal's folder; a daemon that has it is not disturbed. */
export async function checkJournalFolder(settings: JournalSettings, clock: Clock): Promise<CheckRow> {
  if (settings.memory) {
    return { what: 'journal', name: 'memory', state: 'ok', message: 'is kept in memory: nothing survives the process' };
  }
  return journalRow(settings, await inspectFolder(settings.path, clock));
}

/** What a folder's state means for the journal in it. */
export function journalRow({ path, retentionBytes, segmentBytes }: JournalSettings, state: FolderState): CheckRow {
  const row = { what: 'journal', name: path } as const;
  const { refused, existing, freeBytes, heldBytes, exists } = state;
  if (refused !== undefined) {
    const where = exists ? 'in it' : `in ${existing}, where it would be made`;
    const help = `give the folder to the user that runs kubeherald (in a pod: fsGroup), or name another: journal.path`;
    const message = `this user may not write ${where} (${refused})`;
    return { ...row, state: 'problem', message, help, code: codes.journalUnusable };
  }
  const held = [exists ? 'writable' : 'not there yet, can be made', `${size(freeBytes)} free`, holderWords(state)];
  const message = held.filter((part) => part !== '').join(', ');
  const missing = Math.max(0, retentionBytes - heldBytes);
  const help = `make room, or set journal.retention.bytes (${size(retentionBytes)}) to what the disk can hold`;
  if (freeBytes < Math.min(missing, segmentBytes)) {
    const full = `${message}: the disk is nearly full; when it is, the watch waits`;
    return { ...row, state: 'problem', message: full, help, code: codes.journalUnusable };
  }
  if (freeBytes < missing) {
    const short = `${message}: less than the journal may still grow by (${size(missing)}); on a full disk the watch waits`;
    return { ...row, state: 'note', message: short, help };
  }
  return { ...row, state: 'ok', message };
}

function holderWords({ holder }: FolderState): string {
  if (holder === undefined) return 'held by no process';
  const { pid, host, seen, silentMs } = holder;
  if (seen) return `held by process ${pid} on ${host}, which runs`;
  return `last held by process ${pid} on ${host}, which cannot be seen from here and was heard ${Math.round(silentMs / 1000)} s ago`;
}

/** Binary units, as the config has them. */
function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${units[power]}`;
}
