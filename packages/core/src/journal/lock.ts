import { link, open, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { codes, HeraldError } from '../errors.ts';
import type { Log } from '../log.ts';
import { asError, errorCode, removeIfThere } from './disk.ts';
import { decodeHolder, encodeHolder, type Holder, judgeHolder } from './holder.ts';
import { nodeDisk } from './node-disk.ts';
import { ownIdentity, startTimeOf } from './process-identity.ts';

/** Name of the lock in the journal's directory. */
export const lockName = 'lock';
/** Held for the moments in which the lock changes hands; empty, so that it needs no room on a full disk. */
const claimName = 'lock.claim';
/** The lock before it gets its name. */
const newName = 'lock.new';

/** The holder shows that it lives by touching its lock so often. */
const heartbeatMs = 2_000;
/** A holder that cannot be seen (another container, another machine) is gone when it was silent for so long; several heartbeats, for a slow disk. */
const silentMs = 10_000;
const claimRetryMs = 50;

/** A journal directory held by this process. */
export interface Lock {
  /** The error that says who took it; undefined as long as it is ours. */
  lost(): HeraldError | undefined;
  /** Whether its file was removed, though nobody else has it. */
  missing(): boolean;
  /** Makes the file anew. Throws KH_JOURNAL_LOCKED when another process was first. */
  retake(): Promise<void>;
  /** Safe twice. */
  release(): Promise<void>;
}

/**
 * Takes the directory for this process. Throws KH_JOURNAL_LOCKED when a live process has it. There is no flock in Node: the lock
 * is a file that names its holder, and a heartbeat for those who cannot see the holder's process.
 */
export async function acquireLock(
  directory: string,
  clock: Clock,
  log: Log,
  self: Holder = ownIdentity(),
): Promise<Lock> {
  await take(directory, clock, log, self);
  return new HeldLock(directory, self, log, () => take(directory, clock, log, self));
}

async function take(directory: string, clock: Clock, log: Log, self: Holder): Promise<void> {
  const path = join(directory, lockName);
  await claim(directory, clock);
  try {
    const holder = await readHolder(path);
    if (typeof holder === 'object' && !isOther(holder, self)) return;
    if (holder !== 'none' && holder !== 'released') {
      const state = holder === 'unreadable' ? 'unknown' : judgeHolder(holder, self, startTimeOf);
      if (state === 'alive' || (state === 'unknown' && (await isAlive(path, directory, clock)))) {
        throw lockedError(directory, holder);
      }
      log.warn(
        { directory, holder: nameOf(holder) },
        'the journal was left locked by a process that is gone; taking it over',
      );
    }
    // In place where it exists: a full disk would refuse a new file.
    if (holder === 'none') await createLock(directory, self);
    else await writeFile(path, encodeHolder(self), { flag: 'r+' });
  } finally {
    await removeIfThere(nodeDisk, join(directory, claimName));
  }
}

/** File systems without hard links say one of these. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** The lock appears with its holder in it, or not at all: a full disk leaves no empty file for the next start to wonder at. */
async function createLock(directory: string, self: Holder): Promise<void> {
  const path = join(directory, lockName);
  const temporary = join(directory, newName);
  await removeIfThere(nodeDisk, temporary);
  try {
    await writeFile(temporary, encodeHolder(self), { flag: 'wx' });
    await link(temporary, path).catch((error: unknown) => {
      if (!noLinks.includes(errorCode(error) ?? '')) throw error;
      return rename(temporary, path);
    });
  } finally {
    await removeIfThere(nodeDisk, temporary);
  }
}

/** Throws KH_JOURNAL_LOCKED when a live process has the directory; takes nothing. */
export async function refuseLocked(directory: string, clock: Clock, self: Holder = ownIdentity()): Promise<void> {
  const path = join(directory, lockName);
  const holder = await readHolder(path);
  if (holder === 'none' || holder === 'released') return;
  const state = holder === 'unreadable' ? 'unknown' : judgeHolder(holder, self, startTimeOf);
  if (state === 'alive' || (state === 'unknown' && (await isAlive(path, directory, clock)))) {
    throw lockedError(directory, holder);
  }
}

class HeldLock implements Lock {
  readonly #path: string;
  readonly #directory: string;
  readonly #self: Holder;
  readonly #log: Log;
  readonly #take: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #lost: HeraldError | undefined;
  #missing = false;
  #released: Promise<void> | undefined;
  #beating: Promise<void> | undefined;

  constructor(directory: string, self: Holder, log: Log, take: () => Promise<void>) {
    this.#path = join(directory, lockName);
    this.#take = take;
    this.#directory = directory;
    this.#self = self;
    this.#log = log;
    // Other processes watch for it in real time, whatever this one takes for the time; it keeps no process alive.
    this.#timer = setInterval(() => {
      this.#beating ??= this.#beat().finally(() => {
        this.#beating = undefined;
      });
    }, heartbeatMs);
    this.#timer.unref();
  }

  lost(): HeraldError | undefined {
    return this.#lost;
  }

  missing(): boolean {
    return this.#missing;
  }

  async retake(): Promise<void> {
    try {
      await this.#take();
      this.#missing = false;
    } catch (error) {
      if (error instanceof HeraldError) this.#lost = error;
      throw error;
    }
  }

  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  async #beat(): Promise<void> {
    try {
      const holder = await readHolder(this.#path);
      this.#missing = holder === 'none';
      // The journal looks for it, and makes it anew.
      if (this.#missing) return;
      if (isOther(holder, this.#self)) {
        clearInterval(this.#timer);
        this.#lost = lockedError(this.#directory, holder);
        this.#log.error({ err: this.#lost }, 'this process was silent for so long that another one took the journal');
        return;
      }
      const now = new Date();
      await utimes(this.#path, now, now);
    } catch (error) {
      this.#log.warn({ err: asError(error), path: this.#path }, 'the lock of the journal could not be renewed');
    }
  }

  async #release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    if (this.#lost !== undefined) return;
    try {
      // Removed and made by another process since the last heartbeat, it is that one's.
      if (isOther(await readHolder(this.#path), this.#self)) return;
      await writeFile(this.#path, encodeHolder(undefined), { flag: 'r+' });
    } catch (error) {
      // Somebody removed it: then nobody has it.
      if (!isMissing(error)) throw error;
    }
  }
}

function isOther(holder: Found, self: Holder): holder is Holder {
  return typeof holder === 'object' && holder.token !== self.token;
}

type Found = Holder | 'none' | 'released' | 'unreadable';

async function readHolder(path: string): Promise<Found> {
  try {
    return decodeHolder(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return 'none';
    throw error;
  }
}

/** There is no such file, or not even a folder for it. */
function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}

/** Whether somebody touches the lock. Times are the file system's: the clocks of two machines differ. */
async function isAlive(path: string, directory: string, clock: Clock): Promise<boolean> {
  const first = (await stat(path)).mtimeMs;
  const now = await fileTime(join(directory, claimName));
  const silent = now === undefined ? 0 : now - first;
  for (let waited = Math.max(0, silent); waited < silentMs; waited += heartbeatMs) {
    await clock.sleep(heartbeatMs);
    if ((await stat(path)).mtimeMs !== first) return true;
  }
  return false;
}

/** When the file was written; undefined when there is none: who only looks at a lock makes no claim, and has to wait. */
async function fileTime(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * One process at a time looks at the lock and takes it. A claim is held for moments: one that stays the same for long was left by
 * a crash.
 */
async function claim(directory: string, clock: Clock): Promise<void> {
  const path = join(directory, claimName);
  const deadline = 2 * silentMs;
  let seenAt: number | undefined;
  for (let waited = 0; ; waited += claimRetryMs) {
    try {
      await (await open(path, 'wx')).close();
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const at = await fileTime(path);
    // Another claim than before: somebody else who waited was first to find that the old one was left behind.
    if (at !== seenAt) waited = 0;
    seenAt = at;
    if (waited >= deadline) await removeIfThere(nodeDisk, path);
    else await clock.sleep(claimRetryMs);
  }
}

function nameOf(holder: Found): string {
  return typeof holder === 'object'
    ? `process ${holder.pid} on ${holder.host}`
    : 'a process that did not leave its name';
}

function lockedError(directory: string, holder: Found): HeraldError {
  return new HeraldError(
    codes.journalLocked,
    `the journal in ${directory} is in use by ${nameOf(holder)}; one process at a time may have it: stop that one, or give this one a directory of its own (journal.path)`,
  );
}
