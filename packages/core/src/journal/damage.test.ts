import { describe, expect, it } from 'vitest';
import { openOn } from './disk-journal.ts';
import { memoryDisk } from './fixtures/memory-disk.ts';
import { handClock, lines, mark, noLock, options, readAll, report, revision, table } from './fixtures/records.ts';

const sequences = (entries: readonly { readonly sequence: number }[]) => entries.map(({ sequence }) => sequence);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function open(files: Map<string, Buffer>) {
  const observer = report();
  const log = lines();
  const journal = await openOn(memoryDisk(files), options('/journal'), { clock: handClock(), log, observer }, noLock);
  return { journal, observer, log };
}

/** Files of a journal of 60 revisions (sequences 2 to 61) in several segments, each a commit of its own. */
async function written(): Promise<Map<string, Buffer>> {
  const disk = memoryDisk();
  const around = { clock: handClock(), log: lines(), observer: report() };
  const journal = await openOn(disk, options('/journal'), around, noLock);
  journal.setTable(table('ops'));
  await journal.openCursor('ops', 1, { kind: 'oldest' });
  for (let version = 2; version <= 61; version++) await journal.append([revision(version)]);
  await journal.close();
  return disk.files();
}

const segmentsOf = (files: Map<string, Buffer>) => [...files].filter(([path]) => path.endsWith('.log')).sort(byPath);
const byPath = ([left]: [string, Buffer], [right]: [string, Buffer]) => (left < right ? -1 : 1);
const at = (list: [string, Buffer][], place: number) => list.at(place) ?? ['', Buffer.alloc(0)];

describe('damage', () => {
  it('in an old segment is passed over to the next good record, counted once, and said with file and offset', async () => {
    const files = await written();
    const [name, bytes] = at(segmentsOf(files), 1);
    bytes.writeUInt8(bytes.readUInt8(400) ^ 1, 400);
    const { journal, observer, log } = await open(files);
    const read = sequences(await readAll(journal));
    await readAll(journal);
    expect(read.length).toBe(59);
    const [missing] = range(2, 61).filter((sequence) => !read.includes(sequence));
    expect(observer.damages).toMatchObject([{ segment: name.split('/').at(-1), cause: 'damage' }]);
    expect(observer.losses).toEqual([{ sink: 'ops', count: 1, cause: 'damage' }]);
    expect(log.lines.some((line) => line.includes(name.split('/').at(-1) ?? '') && line.includes('offset'))).toBe(true);
    expect(missing).toBeGreaterThan(1);
  });

  it('of a whole block costs the records in it and no other', async () => {
    const files = await written();
    const [, bytes] = at(segmentsOf(files), 2);
    bytes.fill(0, 300, 900);
    const { journal } = await open(files);
    const read = sequences(await readAll(journal));
    expect(read.length).toBeGreaterThan(52);
    expect(read.length).toBeLessThan(60);
    expect(read).toEqual([...new Set(read)].sort((left, right) => left - right));
  });

  it('of a length does not lead astray', async () => {
    const files = await written();
    const [, bytes] = at(segmentsOf(files), 1);
    const entry = bytes.indexOf(Buffer.from('uid-'));
    bytes.writeUInt32LE(0x7fff_ffff, bytes.lastIndexOf(Buffer.from([0, 0, 0, 0, 0, 0, 0]), entry) - 4);
    const { journal } = await open(files);
    expect((await readAll(journal)).length).toBeGreaterThan(57);
  });

  it('of a head loses nothing but the head', async () => {
    const files = await written();
    for (const [, bytes] of segmentsOf(files)) bytes.fill(0xff, 0, 40);
    const { journal } = await open(files);
    const read = await readAll(journal);
    expect(sequences(read).at(-1)).toBe(61);
    expect(journal.scope('')?.position).toBe('61');
  });

  it('in the last segment is told from a torn commit by the commits behind it', async () => {
    const files = await written();
    const [, bytes] = at(segmentsOf(files), -1);
    const place = bytes.indexOf(Buffer.from('uid-'));
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    const { journal, observer } = await open(files);
    const read = sequences(await readAll(journal));
    expect(read.at(-1)).toBe(61);
    expect(read.length).toBe(59);
    expect(observer.damages).toMatchObject([{ cause: 'damage' }]);
    await journal.append([revision(62)]);
    expect(sequences(await readAll(journal)).at(-1)).toBe(62);
  });

  it('that takes a segment away is counted', async () => {
    const files = await written();
    const [name] = at(segmentsOf(files), 2);
    const [next] = at(segmentsOf(files), 3);
    const gap = Number(next.slice(-24, -4)) - Number(name.slice(-24, -4));
    files.delete(name);
    const { journal, observer } = await open(files);
    const read = sequences(await readAll(journal));
    expect(read.length).toBe(60 - gap);
    expect(observer.losses).toEqual([{ sink: 'ops', count: gap, cause: 'damage' }]);
  });

  it('of the end takes no sequence that a sink has: new records come behind the cursor', async () => {
    const files = await written();
    const disk = memoryDisk(files);
    const acknowledged = await openOn(
      disk,
      options('/journal'),
      { clock: handClock(), log: lines(), observer: report() },
      noLock,
    );
    await (await acknowledged.openCursor('ops', 1, { kind: 'oldest' })).acknowledge(0, 61);
    await acknowledged.close();
    const after = disk.files();
    for (const [name] of segmentsOf(after).slice(-2)) after.delete(name);
    const { journal, observer } = await open(after);
    await journal.append([revision(500), mark('501')]);
    expect(sequences(await readAll(journal, 61))).toEqual([62]);
    await journal.close();
    expect(observer.losses).toEqual([]);
  });

  it('leaves a torn tail for what it is: cut off, and no loss', async () => {
    const files = await written();
    const [name, bytes] = at(segmentsOf(files), -1);
    files.set(name, bytes.subarray(0, -3));
    const { journal, observer } = await open(files);
    expect(observer.damages).toMatchObject([{ cause: 'torn-tail' }]);
    expect(observer.losses).toEqual([]);
    await journal.append([revision(1_000)]);
    expect(sequences(await readAll(journal, 58))).toEqual([59, 60, 61]);
  });

  it('of the last commit is told from a torn one by a sink that has it: what is good stays, and nothing is cut', async () => {
    const disk = memoryDisk(await written());
    const around = { clock: handClock(), log: lines(), observer: report() };
    const before = await openOn(disk, options('/journal'), around, noLock);
    await before.openCursor('slow', 1, { kind: 'oldest' });
    await before.append([revision(62), revision(63), revision(64)]);
    await (await before.openCursor('ops', 1, { kind: 'oldest' })).acknowledge(0, 64);
    await before.close();
    const files = disk.files();
    const [name, bytes] = at(segmentsOf(files), -1);
    const place = bytes.indexOf(Buffer.from('uid-62'));
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    const { journal, observer } = await open(files);
    expect(observer.damages).toMatchObject([{ segment: name.split('/').at(-1), cause: 'damage' }]);
    expect(observer.losses).toEqual([{ sink: 'slow', count: 1, cause: 'damage' }]);
    expect(sequences(await readAll(journal, 60))).toEqual([61, 63, 64]);
    expect(journal.scope('')?.position).toBe('64');
    await journal.append([revision(65)]);
    expect(sequences(await readAll(journal, 60))).toEqual([61, 63, 64, 65]);
  });

  it('of the last record is told from a torn one in the same way, and new records come behind it', async () => {
    const disk = memoryDisk(await written());
    const around = { clock: handClock(), log: lines(), observer: report() };
    const before = await openOn(disk, options('/journal'), around, noLock);
    await before.openCursor('slow', 1, { kind: 'oldest' });
    await (await before.openCursor('ops', 1, { kind: 'oldest' })).acknowledge(0, 61);
    await before.close();
    const files = disk.files();
    const [name, bytes] = at(segmentsOf(files), -1);
    const place = bytes.indexOf(Buffer.from('uid-61'));
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    const damaged = memoryDisk(files);
    const again = { clock: handClock(), log: lines(), observer: report() };
    const journal = await openOn(damaged, options('/journal'), again, noLock);
    expect(again.observer.damages).toMatchObject([{ cause: 'damage' }]);
    expect(again.observer.losses).toEqual([{ sink: 'slow', count: 1, cause: 'damage' }]);
    expect(damaged.files().get(name)?.subarray(0, bytes.length)).toEqual(bytes);
    await journal.append([revision(62)]);
    expect(sequences(await readAll(journal, 59))).toEqual([60, 62]);
    await journal.close();
    const { journal: third } = await open(damaged.files());
    expect(sequences(await readAll(third, 59))).toEqual([60, 62]);
    expect(third.scope('')?.position).toBe('62');
  });

  it('refuses a segment of a format that it does not know', async () => {
    const files = await written();
    const [, bytes] = at(segmentsOf(files), 0);
    bytes.writeUInt8(9, 7);
    await expect(open(files)).rejects.toMatchObject({
      code: 'KH_JOURNAL_UNUSABLE',
      message: expect.stringContaining('format 9'),
    });
  });
});
