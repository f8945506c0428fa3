import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { lines, mark, options, readAll, report, revision, table } from './fixtures/records.ts';
import type { JournalOptions } from './journal.ts';
import { acquireLock } from './lock.ts';
import { openJournal } from './open.ts';

vi.setConfig({ testTimeout: 60_000 });
const settled = { timeout: 40_000, interval: 20 };

let folder = '';
let directory = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'presence-'));
  directory = join(folder, 'journal');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function open(over: Partial<JournalOptions> = {}) {
  const observer = report();
  const log = lines();
  const journal = await openJournal(options(directory, over), { clock: systemClock, log, observer });
  return { journal, observer, log };
}

const versions = (entries: readonly { readonly resourceVersion: string }[]) =>
  entries.map(({ resourceVersion }) => Number(resourceVersion));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const madeAnew = ({ lines: said }: { readonly lines: readonly string[] }) =>
  vi.waitFor(() => expect(said.some((line) => line.includes('made anew, with all'))).toBe(true), settled);

describe("a journal's folder that is removed while it is open", () => {
  it('is noticed and made anew: nothing in memory is lost, not even by a restart', async () => {
    const { journal, observer, log } = await open();
    journal.setTable(table('ops', 'none'));
    const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
    await journal.append(range(1, 30).map((version) => revision(version, { decisions: [0, 1] })));
    await journal.append([mark('31'), mark('40', { scope: 'other', epoch: 0 })]);
    await cursor.acknowledge(0, 11);
    rmSync(directory, { recursive: true });
    await madeAnew(log);
    expect(journal.stalled()).toBeUndefined();
    expect(observer.stalls[0]).toContain(`folder ${directory} was removed`);
    expect(observer.stalls.at(-1)).toBeUndefined();
    expect(versions(await readAll(journal, 11))).toEqual(range(11, 30));
    await journal.append([revision(41, { decisions: [0, 1] })]);
    await cursor.acknowledge(0, 12);
    await journal.close();
    expect(observer.losses).toEqual([]);

    const again = await open();
    expect((await again.journal.openCursor('ops', 1, { kind: 'now' })).position(0)).toBe(12);
    const entries = await readAll(again.journal, 12);
    expect(versions(entries)).toEqual([...range(12, 30), 41]);
    expect(entries.every((entry) => entry.table.sinks[0]?.name === 'ops' && entry.decisions[1] === 1)).toBe(true);
    expect(again.journal.scope('')?.position).toBe('41');
    expect(again.journal.scope('other')?.position).toBe('40');
    expect(again.observer.damages).toEqual([]);
    await again.journal.close();
  });

  it('keeps who writes waiting, with the reason, for as long as it cannot be made anew', async () => {
    const { journal, observer, log } = await open();
    await journal.append([revision(1)]);
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'in the way');
    await vi.waitFor(() => expect(journal.stalled()?.message).toMatch(/was removed.*EEXIST/), settled);
    let settledAt = 0;
    const waiting = journal.append([revision(2)]).then(() => {
      settledAt = 1;
    });
    await vi.waitFor(() => expect(observer.stalls.at(-1)).toMatch(/EEXIST/), settled);
    expect(settledAt).toBe(0);
    rmSync(directory);
    await waiting;
    await madeAnew(log);
    expect(versions(await readAll(journal))).toEqual([1, 2]);
    await journal.close();
    const again = await open();
    expect(versions(await readAll(again.journal))).toEqual([1, 2]);
    await again.journal.close();
  });

  it('does not keep it from being closed', async () => {
    const { journal } = await open();
    await journal.append([revision(1)]);
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'in the way');
    await vi.waitFor(() => expect(journal.stalled()).toMatchObject({ code: 'KH_JOURNAL_GONE' }), settled);
    const refused = expect(journal.append([revision(2)])).rejects.toMatchObject({ code: 'KH_JOURNAL_CLOSED' });
    await journal.close();
    await refused;
  });

  it('is left to a process that took it meanwhile', async () => {
    const { journal } = await open();
    await journal.append([revision(1)]);
    rmSync(directory, { recursive: true });
    const { journal: other } = await open();
    await vi.waitFor(() => expect(journal.stalled()?.message).toMatch(/in use by process/), settled);
    await other.append([revision(7)]);
    await journal.close();
    expect(versions(await readAll(other))).toEqual([7]);
    await other.close();
    await (await acquireLock(directory, systemClock, lines())).release();
  });

  it('costs a sink that is behind what is in memory the rest, which is counted', async () => {
    const { journal, observer, log } = await open({ segmentBytes: 1_000_000 });
    journal.setTable(table('slow'));
    await journal.openCursor('slow', 1, { kind: 'oldest' });
    const payload = Buffer.alloc(10_000, 'x');
    for (let version = 2; version <= 401; version++) await journal.append([revision(version, { payload })]);
    rmSync(directory, { recursive: true });
    await madeAnew(log);
    const read = await readAll(journal);
    const lost = observer.losses.reduce((sum, { count }) => sum + count, 0);
    expect(read.at(-1)?.resourceVersion).toBe('401');
    expect(read.length).toBeGreaterThan(150);
    // The table has the first sequence.
    expect(read.length + lost).toBe(401);
    await journal.close();
  });
});

it('the segment that is written to is noticed and made anew too; the others stay', async () => {
  const { journal, observer, log } = await open({ segmentBytes: 1_000 });
  for (let version = 1; version <= 40; version++) await journal.append([revision(version)]);
  const last = readdirSync(directory)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .at(-1);
  rmSync(join(directory, last ?? ''));
  await madeAnew(log);
  await journal.append([revision(41)]);
  expect(versions(await readAll(journal))).toEqual(range(1, 41));
  await journal.close();
  const again = await open({ segmentBytes: 1_000 });
  expect(versions(await readAll(again.journal))).toEqual(range(1, 41));
  expect([...observer.damages, ...again.observer.damages]).toEqual([]);
  await again.journal.close();
});
