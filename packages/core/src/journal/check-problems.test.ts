import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
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
  directory = await mkdtemp(join(tmpdir(), 'problems-'));
});
afterEach(() => rm(directory, { recursive: true }));

const open = () => openJournal(options(directory), { clock: systemClock, log: lines(), observer: report() });
const segments = async () => (await readdir(directory)).filter((name) => name.endsWith('.log')).sort();
const problems = async () => (await checkJournal(directory)).problems;

async function written(): Promise<void> {
  const journal = await open();
  journal.setTable(table('ops'));
  const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
  for (let version = 2; version <= 51; version++) await journal.append([revision(version)]);
  await cursor.acknowledge(0, 51);
  await journal.close();
}

describe('the check of a journal', () => {
  beforeEach(written);

  it('finds nothing wrong with a good one', async () => {
    expect(await problems()).toEqual([]);
  });

  it('misses all segments that are gone, and a repair says that it cannot bring them back', async () => {
    for (const name of await segments()) await rm(join(directory, name));
    expect(await problems()).toEqual([expect.stringMatching(/51 records from sequence 1 on are gone/)]);
    const { remaining } = await repairJournal(directory, lines());
    expect(remaining).toEqual([expect.stringMatching(/a repair cannot bring them back/)]);
  });

  it('misses what segments held that are empty', async () => {
    const names = await segments();
    for (const name of names) await truncate(join(directory, name), 0);
    expect((await problems()).length).toBe(names.length);
    expect((await problems()).join('\n')).toMatch(/a file was removed, emptied or cut/);
  });

  it('misses a segment between others, and the newest one', async () => {
    const [, second = ''] = await segments();
    await rm(join(directory, second));
    expect(await problems()).toEqual([expect.stringMatching(/are gone/)]);
    await rm(join(directory, (await segments()).at(-1) ?? ''));
    expect((await problems()).length).toBe(2);
  });

  it('finds a cursor of which nothing is left', async () => {
    const path = join(directory, 'cursors', 'ops.cursor');
    await writeFile(path, randomBytes((await readFile(path)).length));
    expect(await problems()).toEqual([expect.stringMatching(/^the cursor of sink ops is damaged/)]);
    expect((await repairJournal(directory, lines())).remaining).toEqual(await problems());
  });

  it('finds a segment that does not say what it is; a repair mends it and keeps every record', async () => {
    const [name = ''] = await segments();
    const bytes = await readFile(join(directory, name));
    await writeFile(join(directory, name), bytes.fill(0xee, 0, 8));
    expect(await problems()).toEqual([expect.stringMatching(/its first 8 bytes do not say/)]);
    const done = await repairJournal(directory, lines());
    expect(done).toMatchObject({ rewritten: [{ segment: name, droppedBytes: 0 }], remaining: [] });
    const journal = await open();
    expect((await readAll(journal)).length).toBe(50);
    await journal.close();
  });

  it('takes what a repair dropped for no damage any more', async () => {
    const [, name = ''] = await segments();
    await truncate(join(directory, name), (await readFile(join(directory, name))).length - 2);
    expect((await problems()).length).toBe(1);
    expect((await repairJournal(directory, lines())).remaining).toEqual([]);
  });

  it('tells events that no sink gets because their table is damaged', async () => {
    const [first = '', name = ''] = await segments();
    await rm(join(directory, first));
    const bytes = await readFile(join(directory, name));
    await writeFile(join(directory, name), bytes.fill(0xee, 8, 40));
    expect(await problems()).toEqual([
      expect.stringMatching(/bytes at offset 8 are no record/),
      expect.stringMatching(/the sink table of \d+ events is damaged/),
    ]);
  });
});

describe('a folder that is no journal', () => {
  const unusable = (message: RegExp) => ({ code: 'KH_JOURNAL_UNUSABLE', message: expect.stringMatching(message) });

  it('is refused by each tool, which leave nothing in it', async () => {
    const refused = unusable(/is no journal/);
    await expect(checkJournal(directory)).rejects.toMatchObject(refused);
    await expect(dumpJournal(directory).next()).rejects.toMatchObject(refused);
    await expect(repairJournal(directory, lines())).rejects.toMatchObject(refused);
    expect(await readdir(directory)).toEqual([]);
  });

  it('may have folders where a journal has files', async () => {
    const name = '00000000000000000011.log';
    await mkdir(join(directory, name));
    await expect(checkJournal(directory)).rejects.toMatchObject(unusable(/00011\.log cannot be read \(EISDIR\)/));
    await rm(join(directory, name), { recursive: true });
    await mkdir(join(directory, 'cursors', 'ops.cursor'), { recursive: true });
    await expect(checkJournal(directory)).rejects.toMatchObject(unusable(/cursors cannot be read \(EISDIR\)/));
  });

  it('is a journal when it has no event yet', async () => {
    await (await open()).close();
    expect((await checkJournal(directory)).problems).toEqual([]);
  });
});
