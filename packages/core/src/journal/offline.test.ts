import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { checkJournal } from './check.ts';
import { dumpJournal } from './dump.ts';
import { lines, options, readAll, report, revision, table } from './fixtures/records.ts';
import { openJournal } from './open.ts';
import { repairJournal } from './repair.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'offline-'));
  const journal = await open();
  journal.setTable(table('ops', 'quiet'));
  const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
  await journal.openCursor('quiet', 1, { kind: 'oldest' });
  for (let version = 2; version <= 51; version++) await journal.append([revision(version, { decisions: [0, 1] })]);
  await cursor.acknowledge(0, 31);
  await journal.close();
});
afterEach(() => rm(directory, { recursive: true }));

const open = () => openJournal(options(directory), { clock: systemClock, log: lines(), observer: report() });
const segments = async () => (await readdir(directory)).filter((name) => name.endsWith('.log')).sort();
const sequences = (entries: readonly { readonly sequence: number }[]) => entries.map(({ sequence }) => sequence);

async function dumped(path = directory, wanted?: Parameters<typeof dumpJournal>[1]) {
  const entries = [];
  for await (const entry of dumpJournal(path, wanted)) entries.push(entry);
  return entries;
}

async function flip(name: string, offset: number): Promise<void> {
  const bytes = await readFile(join(directory, name));
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
  await writeFile(join(directory, name), bytes);
}

describe('check', () => {
  it('counts what is there, and how far each sink is', async () => {
    const report = await checkJournal(directory);
    expect(report).toMatchObject({ records: 51, first: 1, last: 51, damage: [], tornTail: undefined });
    expect(report.segments.map(({ name }) => name)).toEqual(await segments());
    expect(report.cursors).toEqual(
      expect.arrayContaining([
        { sink: 'ops', position: 31, pending: 20, undecided: 0 },
        { sink: 'quiet', position: 0, pending: 0, undecided: 0 },
      ]),
    );
  });

  it('tells what a sink has before it that came when nobody knew the sink', async () => {
    const journal = await open();
    await journal.openCursor('late', 1, { kind: 'oldest' });
    journal.setTable(table('ops', 'quiet', 'late'));
    await journal.append([revision(60, { decisions: [0, 1, 0] }), revision(61, { decisions: [1, 1, 1] })]);
    await journal.close();
    const { cursors } = await checkJournal(directory);
    expect(cursors).toContainEqual({ sink: 'late', position: 0, pending: 1, undecided: 50 });
  });

  it('finds damage and a torn tail, and changes nothing', async () => {
    const [, name = ''] = await segments();
    const last = (await segments()).at(-1) ?? '';
    await flip(name, 500);
    await truncate(join(directory, last), (await readFile(join(directory, last))).length - 2);
    const before = await readFile(join(directory, last));
    const report = await checkJournal(directory);
    expect(report.damage).toMatchObject([{ segment: name, records: 1 }]);
    expect(report.tornTail).toMatchObject({ segment: last });
    expect(await readFile(join(directory, last))).toEqual(before);
  });

  it('takes an end that a sink has acknowledged for damage, not for a torn tail', async () => {
    const journal = await open();
    await (await journal.openCursor('ops', 1, { kind: 'oldest' })).acknowledge(0, 51);
    await journal.close();
    const last = (await segments()).at(-1) ?? '';
    await truncate(join(directory, last), (await readFile(join(directory, last))).length - 2);
    const report = await checkJournal(directory);
    expect(report.tornTail).toBeUndefined();
    expect(report.damage).toMatchObject([{ segment: last, from: 51, records: 1 }]);
  });

  it('says what it needs when there is no such directory', async () => {
    await expect(checkJournal(join(directory, 'nowhere'))).rejects.toMatchObject({ code: 'KH_JOURNAL_UNUSABLE' });
  });
});

describe('dump', () => {
  it('gives the entries with what was decided about them, also from a copy without cursors', async () => {
    const copy = join(directory, 'copy');
    for (const name of await segments()) await cp(join(directory, name), join(copy, name));
    const entries = await dumped(copy, { wanted: (entry) => Number(entry.resourceVersion) % 10 === 0 });
    expect(entries.map(({ resourceVersion }) => resourceVersion)).toEqual(['10', '20', '30', '40', '50']);
    expect(entries[0]).toMatchObject({ decisions: [0, 1], table: table('ops', 'quiet') });
  });

  it('passes over what is damaged', async () => {
    const [, name = ''] = await segments();
    await flip(name, 500);
    expect((await dumped()).length).toBe(49);
  });

  it('begins behind a sequence', async () => {
    expect(sequences(await dumped(directory, { after: 48 }))).toEqual([49, 50, 51]);
  });
});

describe('repair', () => {
  it('drops what is damaged, cuts the torn tail, keeps a copy; the good records stay as they were', async () => {
    const [, name = ''] = await segments();
    const last = (await segments()).at(-1) ?? '';
    await flip(name, 500);
    await truncate(join(directory, last), (await readFile(join(directory, last))).length - 2);
    const before = sequences(await dumped());
    const done = await repairJournal(directory, lines());
    expect(done.rewritten).toMatchObject([{ segment: name, copy: `${name}.damaged` }]);
    expect(done.tornTail).toMatchObject({ segment: last });
    expect(await readdir(directory)).toContain(`${name}.damaged`);
    expect(sequences(await dumped())).toEqual(before);
    const after = await checkJournal(directory);
    expect(after.tornTail).toBeUndefined();
    expect(after.damage.every(({ bytes }) => bytes === 0)).toBe(true);
    const journal = await open();
    expect(sequences(await readAll(journal))).toEqual(before);
    await journal.close();
  });

  it('leaves a good journal alone', async () => {
    expect(await repairJournal(directory, lines())).toEqual({ rewritten: [], tornTail: undefined, remaining: [] });
  });

  it('is refused while a live process has the journal', async () => {
    const journal = await open();
    await expect(repairJournal(directory, lines())).rejects.toMatchObject({ code: 'KH_JOURNAL_LOCKED' });
    await journal.close();
  });
});
