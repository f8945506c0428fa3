import { describe, expect, it, vi } from 'vitest';
import { openOn } from './disk-journal.ts';
import { memoryDisk } from './fixtures/memory-disk.ts';
import { handClock, lines, noLock, options, readAll, report, revision, table } from './fixtures/records.ts';
import type { JournalOptions } from './journal.ts';

async function open(over: Partial<JournalOptions>, disk = memoryDisk()) {
  const observer = report();
  const log = lines();
  const clock = handClock();
  const journal = await openOn(disk, options('/journal', over), { clock, log, observer }, noLock);
  return { journal, observer, log, clock, disk };
}

const payload = Buffer.alloc(400, 'x');

describe('retention', () => {
  it('keeps what every sink has as history, and drops it beyond the bytes', async () => {
    const { journal, observer } = await open({ retentionBytes: 10_000, segmentBytes: 1_000 });
    journal.setTable(table('ops'));
    const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
    for (let version = 1; version <= 100; version++) {
      await journal.append([revision(version, { payload })]);
      await cursor.acknowledge(0, journal.durable());
      expect(journal.size().bytes).toBeLessThan(12_500);
    }
    expect(journal.size().bytes).toBeGreaterThan(8_000);
    expect(observer.losses).toEqual([]);
    await journal.close();
  });

  it('counts for each sink what it had wanted and not got, and says so', async () => {
    const { journal, observer, log } = await open({ retentionBytes: 5_000, segmentBytes: 1_000 });
    journal.setTable(table('all', 'even', 'fast'));
    const all = await journal.openCursor('all', 1, { kind: 'oldest' });
    await journal.openCursor('even', 1, { kind: 'oldest' });
    const fast = await journal.openCursor('fast', 1, { kind: 'oldest' });
    for (let version = 1; version <= 60; version++) {
      await journal.append([revision(version, { payload, decisions: [0, version % 2 === 0 ? 0 : 3, 0] })]);
      await fast.acknowledge(0, journal.durable());
    }
    await journal.close();
    const count = (sink: string) =>
      observer.losses.reduce((sum, loss) => sum + (loss.sink === sink ? loss.count : 0), 0);
    const dropped = all.position(0) - 1;
    expect(dropped).toBeGreaterThan(40);
    expect(count('all')).toBe(dropped);
    expect(count('even')).toBe(Math.floor(dropped / 2));
    expect(count('fast')).toBe(0);
    expect(log.lines.some((line) => line.includes('had not got'))).toBe(true);
  });

  it('lets a sink whose place is gone go on at the oldest entry', async () => {
    const { journal } = await open({ retentionBytes: 5_000, segmentBytes: 1_000 });
    journal.setTable(table('ops'));
    const cursor = await journal.openCursor('ops', 2, { kind: 'oldest' });
    for (let version = 1; version <= 60; version++) await journal.append([revision(version, { payload })]);
    await vi.waitFor(() => expect(journal.size().bytes).toBeLessThan(6_500));
    const entries = await readAll(journal, 0);
    expect(cursor.position(0)).toBeGreaterThan(20);
    expect(cursor.position(1)).toBe(cursor.position(0));
    expect(entries.at(-1)?.resourceVersion).toBe('60');
    await journal.close();
  });

  it('drops what is too old, once something is appended', async () => {
    const { journal, clock } = await open({ retentionAgeMs: 3_600_000, segmentBytes: 1_000 });
    for (let version = 1; version <= 10; version++) await journal.append([revision(version, { payload })]);
    const before = journal.size().segments;
    clock.time += 7_200_000;
    await journal.append([revision(11, { payload })]);
    await journal.append([revision(12, { payload })]);
    await vi.waitFor(() => expect(journal.size().segments).toBeLessThan(before));
    await journal.close();
    // The one before it may hold records as young as the new segment's beginning.
    expect(journal.size().segments).toBeLessThanOrEqual(3);
  });

  it('keeps the positions of all scopes, whatever is dropped', async () => {
    const { journal, disk } = await open({ retentionBytes: 5_000, segmentBytes: 1_000 });
    await journal.append([revision(7, { scope: 'quiet' })]);
    for (let version = 100; version <= 160; version++) await journal.append([revision(version, { payload })]);
    await journal.close();
    const again = await open({ retentionBytes: 5_000, segmentBytes: 1_000 }, memoryDisk(disk.files()));
    expect(again.journal.scope('quiet')).toMatchObject({ position: '7', newestEventAt: 900_007 });
    expect(again.journal.scope('')).toMatchObject({ position: '160' });
    expect((await readAll(again.journal))[0]?.scope).toBe('');
  });

  it('counts what a sink had not got when it is removed, not what it has or never wanted', async () => {
    const { journal, observer, log } = await open({});
    journal.setTable(table('gone', 'other'));
    const cursor = await journal.openCursor('gone', 1, { kind: 'oldest' });
    await journal.openCursor('other', 1, { kind: 'oldest' });
    for (let version = 1; version <= 60; version++) {
      await journal.append([revision(version, { decisions: [version <= 50 ? 0 : 1, 0] })]);
    }
    await cursor.acknowledge(0, (await readAll(journal))[9]?.sequence ?? 0);
    await journal.retainCursors(['other']);
    expect(observer.losses).toEqual([{ sink: 'gone', count: 40, cause: 'removed' }]);
    expect(log.lines.find((line) => line.includes('no longer in the config'))).toContain('with 40 events');
    await journal.close();
  });

  it('forgets a sink that is gone, so that it is owed nothing', async () => {
    const { journal, observer } = await open({ retentionBytes: 5_000, segmentBytes: 1_000 });
    journal.setTable(table('gone'));
    await journal.openCursor('gone', 1, { kind: 'oldest' });
    await journal.retainCursors(['other']);
    for (let version = 1; version <= 60; version++) await journal.append([revision(version, { payload })]);
    await journal.close();
    expect(observer.losses).toEqual([]);
  });
});
