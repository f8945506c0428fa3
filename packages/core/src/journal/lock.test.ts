import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
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
  await writeFile(join(directory, lockName), '{"pid":');
  await (await take()).release();
});

it("that is empty is nobody's: it is taken at once, by one of those who want it", async () => {
  await writeFile(join(directory, lockName), '');
  const clock = handClock();
  const startedAt = clock.time;
  await refuseLocked(directory, clock);
  const lock = await acquireLock(directory, clock, lines());
  expect(clock.time).toBe(startedAt);
  await lock.release();
  await writeFile(join(directory, lockName), '');
  const taken = await Promise.allSettled(Array.from({ length: 5 }, () => take()));
  const [winner, ...none] = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(none).toEqual([]);
  expect(winner).toBeDefined();
  await winner?.release();
});

it('is not left behind by a start that the disk has no room for', { timeout: 60_000 }, async () => {
  const appender = join(import.meta.dirname, 'fixtures', 'appender.ts');
  // Of files it may write nothing, as on a full disk; the pipes are none.
  const start = 'ulimit -f 0; exec "$0" --conditions=@kubeherald/source "$@"';
  const child = spawn('bash', ['-c', start, process.execPath, appender, directory], { stdio: 'pipe' });
  const [code] = await once(child, 'exit');
  expect(code).not.toBe(0);
  expect(await readdir(directory)).toEqual([]);
});

it('left by a crash while it changed hands goes to one of several that wait for it', async () => {
  await writeFile(join(directory, 'lock.claim'), '');
  const taken = await Promise.allSettled(Array.from({ length: 5 }, () => take()));
  const winners = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(winners).toHaveLength(1);
  await winners[0]?.release();
});

it('goes to one of several that want it at the same moment', async () => {
  const taken = await Promise.allSettled(Array.from({ length: 5 }, () => take()));
  const [winner, ...none] = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(none).toEqual([]);
  await winner?.release();
});
