import { codes, HeraldError } from '../errors.ts';
import { asError, errorCode } from './disk.ts';
import { openOn, type Surroundings } from './disk-journal.ts';
import type { Journal, JournalOptions } from './journal.ts';
import { acquireLock } from './lock.ts';
import { nodeDisk } from './node-disk.ts';

/**
 * Opens the journal in `options.path`, which is created when it is missing. Throws KH_JOURNAL_LOCKED when another process has it,
 * KH_JOURNAL_UNUSABLE when it cannot be read or written.
 */
export async function openJournal(options: JournalOptions, around: Surroundings): Promise<Journal> {
  const { path } = options;
  try {
    await nodeDisk.makeDirectory(path);
    const lock = await acquireLock(path, around.clock, around.log);
    try {
      return await openOn(nodeDisk, options, around, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    if (error instanceof HeraldError) throw error;
    throw new HeraldError(
      codes.journalUnusable,
      `the journal in ${path} cannot be opened (${errorCode(error) ?? 'unknown error'}): ${asError(error).message}; it needs a directory that this user may write to, on a disk that works`,
      { cause: error },
    );
  }
}
