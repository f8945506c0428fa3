import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { handClock, lines, options, report } from './fixtures/records.ts';
import { encodeHolder, type Holder } from './holder.ts';
import { acquireLock, lockName, refuseLocked } from './lock.ts';
import { openJournal } from './open.ts';
import { ownIdentity } from './process-identity.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

const take = (self?: Holder) => acquireLock(directory, handClock(), lines(), self);
const leave = (holder: Holder) => writeFile(join(directory, lockName), encodeHolder(holder));
const foreign: Holder = { ...ownIdentity(), pid: 1, host: 'pod-a', pidNamespace: 'pid:[1]', token: 'theirs' };

it('is refused while a live process has it; the error names process, host and directory, and says what to do', async () => {
  const lock = await take();
  const { pid, host } = ownIdentity();
  await expect(take()).rejects.toMatchObject({
    code: 'KH_JOURNAL_LOCKED',
    message: expect.stringMatching(new RegExp(`${directory}.*process ${pid} on ${host}.*journal\\.path`)),
  });
  await expect(refuseLocked(directory, handClock())).rejects.toMatchObject({ code: 'KH_JOURNAL_LOCKED' });
  await lock.release();
  await lock.release();
  await refuseLocked(directory, handClock());
  await (await take()).release();
});

it('is refused by a journal that is open', async () => {
  const around = { clock: handClock(), log: lines(), observer: report() };
  const journal = await openJournal(options(directory), around);
  await expect(openJournal(options(directory), around)).rejects.toMatchObject({ code: 'KH_JOURNAL_LOCKED' });
  await journal.close();
  await (await openJournal(options(directory), around)).close();
});

it('is taken over from a process that is gone, at once and without a new file', async () => {
  await leave({ ...ownIdentity(), startTime: '1', token: 'theirs' });
  const { ino } = await stat(join(directory, lockName));
  const lock = await take();
  expect((await stat(join(directory, lockName))).ino).toBe(ino);
  await lock.release();
});

it('is taken over from a holder that cannot be seen once it is silent', async () => {
  await leave(foreign);
  const lock = await take();
  expect(JSON.parse(await readFile(join(directory, lockName), 'utf8'))).toMatchObject({ pid: process.pid });
  await lock.release();
});

it('is refused while a holder that cannot be seen keeps touching it', async () => {
  const path = join(directory, lockName);
  await leave(foreign);
  const clock = handClock();
  let beats = 0;
  const beating = {
    ...clock,
    sleep: async (ms: number) => {
      beats += 1;
      await clock.sleep(ms);
      await utimes(path, new Date(), new Date(Date.now() + beats * 1_000));
    },
  };
  await expect(acquireLock(directory, beating, lines())).rejects.toMatchObject({
    code: 'KH_JOURNAL_LOCKED',
    message: expect.stringContaining('process 1 on pod-a'),
  });
});

it('that was being written when its writer died is taken over too', async () => {
  await writeFile(join(directory, lockName), '');
  await (await take()).release();
});

it('goes to one of several that want it at the same moment', async () => {
  const taken = await Promise.allSettled(Array.from({ length: 5 }, () => take()));
  const [winner, ...none] = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(none).toEqual([]);
  await winner?.release();
});
