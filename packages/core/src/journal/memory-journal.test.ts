import { expect, it } from 'vitest';
import { handClock, lines, readAll, report, revision, table } from './fixtures/records.ts';
import { openMemoryJournal } from './memory-journal.ts';

async function open(maxBytes: number) {
  const observer = report();
  const log = lines();
  const journal = await openMemoryJournal({ maxBytes }, { clock: handClock(), log, observer });
  return { journal, observer, log };
}

const payload = () => Buffer.alloc(700, 'x');

it('gives back what was appended, with bytes of its own', async () => {
  const { journal } = await open(100_000);
  journal.setTable(table('ops'));
  const shared = Buffer.from('{"a":1}');
  await journal.append([revision(1, { payload: shared })]);
  shared.fill(0);
  const [entry] = await readAll(journal);
  expect(String(entry?.payload)).toBe('{"a":1}');
  expect(entry?.table).toEqual(table('ops'));
  expect(journal.scope('')).toBeUndefined();
});

it('drops the oldest when it is full, and counts what a sink had wanted of them', async () => {
  const { journal, observer, log } = await open(10_000);
  journal.setTable(table('ops', 'none'));
  const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
  await journal.openCursor('none', 1, { kind: 'oldest' });
  for (let version = 1; version <= 30; version++) {
    await journal.append([revision(version, { payload: payload(), decisions: [0, 1] })]);
    if (version === 8) await cursor.acknowledge(0, 5);
  }
  const kept = await readAll(journal);
  expect(kept.map(({ sequence }) => sequence)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  expect(journal.size().bytes).toBeLessThanOrEqual(10_000);
  expect(observer.losses.length).toBe(15);
  expect(observer.losses.every(({ sink, cause }) => sink === 'ops' && cause === 'retention')).toBe(true);
  expect(cursor.position(0)).toBe(20);
  const told = () => log.lines.filter((line) => line.includes('the journal in memory was full'));
  await expect.poll(told).toEqual([expect.stringContaining('ops 15')]);
  await journal.append([revision(31, { payload: payload(), decisions: [0, 1] })]);
  await journal.close();
  expect(told()[1]).toContain('ops 1;');
});

it('says at its end what goes with it', async () => {
  const { journal, log } = await open(100_000);
  journal.setTable(table('ops', 'done'));
  await journal.openCursor('ops', 1, { kind: 'oldest' });
  const done = await journal.openCursor('done', 1, { kind: 'oldest' });
  for (let version = 1; version <= 5; version++) await journal.append([revision(version, { decisions: [0, 0] })]);
  await done.acknowledge(0, 5);
  await journal.close();
  expect(log.lines.filter((line) => line.includes('ends here'))).toEqual([
    expect.stringContaining('sink ops had not got 5 events'),
  ]);
});

it('wakes its readers, and refuses once it is closed', async () => {
  const { journal } = await open(10_000);
  const { signal } = new AbortController();
  const read = journal.read(0, { maxEvents: 5, maxBytes: 5_000 }, () => true, signal);
  await journal.append([revision(1)]);
  expect((await read).through).toBe(1);
  const waiting = expect(journal.read(1, { maxEvents: 5, maxBytes: 5_000 }, () => true, signal)).rejects.toMatchObject({
    code: 'KH_JOURNAL_CLOSED',
  });
  await journal.close();
  await waiting;
});
