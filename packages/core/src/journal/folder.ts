import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import { errorCode } from './disk.ts';
import { nearest, refusal } from './folder-access.ts';
import { decodeHolder, judgeHolder } from './holder.ts';
import { lockName } from './lock.ts';
import { ownIdentity, startTimeOf } from './process-identity.ts';

/** A journal's folder, as seen without touching it. */
export interface FolderState {
  /** The folder, or the nearest one above it that exists. */
  readonly existing: string;
  readonly exists: boolean;
  /** The system's error code when this user may not write there (`EACCES`, `EROFS`, `ENOTDIR`); absent: it may. */
  readonly refused?: string;
  /** Bytes that this user may still write on its disk. */
  readonly freeBytes: number;
  /** Bytes of the files in it. */
  readonly heldBytes: number;
  /** Who has it; absent: nobody. `seen`: its process is on this machine and runs; otherwise only how long its lock was not touched is known. */
  readonly holder?: { readonly pid: number; readonly host: string; readonly seen: boolean; readonly silentMs: number };
}

/** Looks at a folder in which a journal is, or would be. */
export async function inspectFolder(path: string, clock: Clock): Promise<FolderState> {
  const folder = resolve(path);
  const existing = await nearest(folder);
  const { bavail, bsize } = await statfs(existing);
  const refused = await refusal(existing);
  const holder = existing === folder ? await holderOf(folder, clock) : undefined;
  return {
    existing,
    exists: existing === folder,
    ...(refused === undefined ? {} : { refused }),
    freeBytes: bavail * bsize,
    heldBytes: existing === folder && refused === undefined ? await bytesIn(folder) : 0,
    ...(holder === undefined ? {} : { holder }),
  };
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) {
    try {
      bytes += (await stat(join(folder, name))).size;
    } catch (error) {
      // A daemon that runs drops segments meanwhile.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return bytes;
}

async function holderOf(folder: string, clock: Clock): Promise<FolderState['holder']> {
  const path = join(folder, lockName);
  let text: string;
  let touchedAt: number;
  try {
    text = await readFile(path, 'utf8');
    touchedAt = (await stat(path)).mtimeMs;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    throw error;
  }
  const holder = decodeHolder(text);
  if (typeof holder === 'string') return undefined;
  const state = judgeHolder(holder, ownIdentity(), startTimeOf);
  if (state === 'gone') return undefined;
  const silentMs = Math.max(0, clock.now() - touchedAt);
  return { pid: holder.pid, host: holder.host, seen: state === 'alive', silentMs };
}
