import { describe, expect, it } from 'vitest';
import { openOn } from './disk-journal.ts';
import { memoryDisk } from './fixtures/memory-disk.ts';
import { handClock, lines, noLock, options, type Reported, report, revision, table } from './fixtures/records.ts';
import type { Claim, Journal } from './journal.ts';
import { openMemoryJournal } from './memory-journal.ts';

const payload = Buffer.alloc(400, 'x');
const isEven = ({ sequence }: { readonly sequence: number }) => sequence % 2 === 0;
const evens = (through: number) => Math.floor(through / 2);

async function onDisk() {
  const observer = report();
  const over = { retentionBytes: 5_000, segmentBytes: 1_000 };
  const around = { clock: handClock(), log: lines(), observer };
  return { journal: await openOn(memoryDisk(), options('/journal', over), around, noLock), observer };
}

async function inMemory() {
  const observer = report();
  const journal = await openMemoryJournal({ maxBytes: 5_000 }, { clock: handClock(), log: lines(), observer });
  return { journal, observer };
}

const lost = ({ losses }: Reported, sink: string) =>
  losses.reduce((sum, loss) => sum + (loss.sink === sink ? loss.count : 0), 0);

async function append(journal: Journal, count: number): Promise<void> {
  for (let version = 1; version <= count; version++) await journal.append([revision(version, { payload })]);
}

describe.each([
  { where: 'on disk', open: onDisk },
  { where: 'in memory', open: inMemory },
])('a journal $where that drops what a sink has not got', ({ open }) => {
  const nothingHeld: Claim = { wants: isEven, holds: () => false };

  it('counts of the entries from before it knew the sink those that the sink wants', async () => {
    const { journal, observer } = await open();
    const cursor = await journal.openCursor('late', 1, { kind: 'oldest' }, nothingHeld);
    await append(journal, 60);
    expect(cursor.low()).toBeGreaterThan(20);
    expect(lost(observer, 'late')).toBe(evens(cursor.low()));
    await journal.close();
  });

  it('counts all of them for a sink that cannot say, and none that came before its start', async () => {
    const { journal, observer } = await open();
    const unsure = await journal.openCursor('unsure', 1, { kind: 'oldest' });
    await append(journal, 8);
    const since = await journal.openCursor('since', 1, { kind: 'since', at: 900_007 }, nothingHeld);
    await append(journal, 60);
    expect(lost(observer, 'unsure')).toBe(unsure.low());
    // Of the first eight the event times begin at 900,001; from the ninth on all count.
    expect(lost(observer, 'since')).toBe(evens(since.low()) - 3);
    await journal.close();
  });

  it('decides by what was recorded, once the sink was known', async () => {
    const { journal, observer } = await open();
    journal.setTable(table('ops'));
    const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' }, { wants: () => false, holds: () => false });
    await append(journal, 60);
    // On disk the table takes the first sequence.
    expect(lost(observer, 'ops')).toBeGreaterThanOrEqual(cursor.low() - 1);
    await journal.close();
  });

  it('counts what the lane holds only when the lane gives it back', async () => {
    const { journal, observer } = await open();
    const held: Claim = { wants: () => true, holds: ({ sequence }) => sequence <= 6 };
    const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' }, held);
    await append(journal, 60);
    const without = cursor.low() - 6;
    expect(lost(observer, 'ops')).toBe(without);
    await cursor.acknowledge(0, 4);
    await journal.openCursor('ops', 2, { kind: 'oldest' }, nothingHeld);
    expect(lost(observer, 'ops')).toBe(without + 2);
    await journal.close();
    expect(lost(observer, 'ops')).toBe(without + 2);
  });
});
