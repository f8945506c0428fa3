import { describe, expect, it, vi } from 'vitest';
import { openOn } from './disk-journal.ts';
import { type MemoryDisk, memoryDisk } from './fixtures/memory-disk.ts';
import { handClock, lines, noLock, options, readAll, report, revision, table } from './fixtures/records.ts';
import type { JournalOptions } from './journal.ts';

async function open(disk: MemoryDisk, over: Partial<JournalOptions> = {}) {
  const observer = report();
  const journal = await openOn(disk, options('/journal', over), { clock: handClock(), log: lines(), observer }, noLock);
  return { journal, observer };
}

const versions = (entries: readonly { readonly resourceVersion: string }[]) =>
  entries.map(({ resourceVersion }) => Number(resourceVersion));

describe('a disk that refuses', () => {
  it.each([
    { operation: 'write', code: 'ENOSPC', partly: 0 },
    { operation: 'write', code: 'ENOSPC', partly: 57 },
    { operation: 'write', code: 'EIO', partly: 3 },
    { operation: 'sync', code: 'EIO', partly: 0 },
    { operation: 'sync', code: 'ENOSPC', partly: 0 },
    { operation: 'write', code: 'EROFS', partly: 0 },
    { operation: 'write', code: 'EDQUOT', partly: 90 },
  ])(
    'makes appends wait ($operation: $code after $partly bytes), and they go on by themselves',
    async ({ operation, code, partly }) => {
      const disk = memoryDisk();
      const { journal, observer } = await open(disk);
      await journal.append([revision(1)]);
      disk.refuse = (asked) => (asked === operation ? { code, partly } : undefined);
      let settled = false;
      const waiting = Promise.all([journal.append([revision(2)]), journal.append([revision(3)])]).then(() => {
        settled = true;
      });
      await vi.waitFor(() => expect(journal.stalled()).toMatchObject({ code }));
      expect(settled).toBe(false);
      expect(journal.durable()).toBe(1);
      expect(versions(await readAll(journal))).toEqual([1]);
      disk.refuse = undefined;
      await waiting;
      expect(journal.stalled()).toBeUndefined();
      expect(observer.stalls[0]).toContain(code);
      expect(observer.stalls.at(-1)).toBeUndefined();
      await journal.close();
      const again = await open(memoryDisk(disk.files()));
      expect(versions(await readAll(again.journal))).toEqual([1, 2, 3]);
      expect(again.observer.damages).toEqual([]);
    },
  );

  it('is not trusted with what was written before a failed fdatasync: a new segment has it again', async () => {
    const disk = memoryDisk();
    const { journal } = await open(disk, { segmentBytes: 100_000 });
    await journal.append([revision(1)]);
    let refusals = 1;
    disk.refuse = (asked) => (asked === 'sync' && refusals-- > 0 ? { code: 'EIO' } : undefined);
    await journal.append([revision(2)]);
    expect(journal.size().segments).toBe(2);
    expect(versions(await readAll(journal))).toEqual([1, 2]);
    await journal.close();
  });

  it('gets room from the oldest history that every sink has', async () => {
    const disk = memoryDisk();
    const { journal } = await open(disk, { segmentBytes: 1_000 });
    journal.setTable(table('ops'));
    const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
    for (let version = 1; version <= 40; version++) await journal.append([revision(version)]);
    await cursor.acknowledge(0, 20);
    const before = journal.size().segments;
    const least = before - 2;
    disk.refuse = (asked) =>
      asked === 'write' && [...disk.files().keys()].filter((path) => path.endsWith('.log')).length > least
        ? { code: 'ENOSPC' }
        : undefined;
    await journal.append([revision(41)]);
    expect(journal.size().segments).toBeLessThanOrEqual(before - 1);
    expect(versions(await readAll(journal, 20))).toEqual(Array.from({ length: 22 }, (_, index) => index + 20));
    await journal.close();
  });

  it('takes acknowledgements all the same, also after a restart', async () => {
    const disk = memoryDisk();
    const first = await open(disk);
    await first.journal.append([revision(1), revision(2), revision(3)]);
    await first.journal.openCursor('ops', 1, { kind: 'oldest' });
    await first.journal.close();
    const full = memoryDisk(disk.files());
    full.refuse = (asked) => (asked === 'create' || asked === 'write' ? { code: 'ENOSPC' } : undefined);
    const second = await open(full);
    const cursor = await second.journal.openCursor('ops', 1, { kind: 'oldest' });
    await cursor.acknowledge(0, 2);
    const third = await open(memoryDisk(full.files()));
    expect((await third.journal.openCursor('ops', 1, { kind: 'oldest' })).position(0)).toBe(2);
  });

  it('rejects at the end what it never took', async () => {
    const disk = memoryDisk();
    const { journal } = await open(disk);
    await journal.append([revision(1)]);
    disk.refuse = () => ({ code: 'EIO' });
    const refused = expect(journal.append([revision(2)])).rejects.toMatchObject({
      code: 'KH_JOURNAL_CLOSED',
      cause: { code: 'EIO' },
    });
    await vi.waitFor(() => expect(journal.stalled()).toBeDefined());
    await journal.close();
    await refused;
  });
});

it('a new sink waits for room for its cursor, and gets it', async () => {
  const disk = memoryDisk();
  const { journal } = await open(disk);
  await journal.append([revision(1)]);
  let refusals = 4;
  disk.refuse = (asked) => (asked === 'create' && refusals-- > 0 ? { code: 'ENOSPC' } : undefined);
  expect((await journal.openCursor('new', 1, { kind: 'oldest' })).low()).toBe(0);
  disk.refuse = (asked) => (asked === 'create' ? { code: 'EACCES' } : undefined);
  await expect(journal.openCursor('other', 1, { kind: 'oldest' })).rejects.toThrow('EACCES');
  await journal.close();
});
