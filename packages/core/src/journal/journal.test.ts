import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { lines, mark, options, readAll, report, revision, table } from './fixtures/records.ts';
import type { JournalOptions } from './journal.ts';
import { openJournal } from './open.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(() => rm(directory, { recursive: true }));

const open = (over: Partial<JournalOptions> = {}, observer = report()) =>
  openJournal(options(directory, over), { clock: systemClock, log: lines(), observer });
const anything = () => true;
const never = new AbortController().signal;

describe('a journal on a real disk', () => {
  it('gives back what was appended, every field of it, now and after it was opened again', async () => {
    const first = await open();
    first.setTable(table('ops', 'audit'));
    const odd = revision(2, {
      scope: 'prod-日本',
      change: 'modified',
      eventAt: -12.5,
      objectKey: 4_294_967_295,
      decisions: [0, 300],
      payload: Buffer.from([0, 255, 10]),
    });
    await first.append([revision(1, { decisions: [0, 1] }), odd, mark('7'), revision(8, { decisions: [2, 0] })]);
    const before = await readAll(first);
    await first.close();
    const second = await open();
    const after = await readAll(second);
    await second.close();
    expect(before).toEqual([
      { ...revision(1, { decisions: [0, 1] }), sequence: 2, table: table('ops', 'audit') },
      { ...odd, sequence: 3, table: table('ops', 'audit') },
      { ...revision(8, { decisions: [2, 0] }), sequence: 5, table: table('ops', 'audit') },
    ]);
    expect(after).toEqual(before);
  });

  it('goes on over many segments, and reads from any place', async () => {
    const journal = await open();
    journal.setTable(table('ops'));
    for (let at = 0; at < 40; at++) await journal.append([...Array(10).keys()].map((n) => revision(at * 10 + n + 1)));
    await journal.close();
    const again = await open();
    expect(again.size().segments).toBeGreaterThan(20);
    for (const after of [0, 1, 5, 57, 200, 399, 400]) {
      const versions = (await readAll(again, after)).map((entry) => Number(entry.resourceVersion));
      expect(versions).toEqual([...Array(401 - Math.max(1, after)).keys()].map((n) => n + Math.max(1, after)));
    }
    await again.close();
    expect((await readdir(directory)).filter((name) => name.endsWith('.log')).length).toBeGreaterThan(20);
  });

  it('keeps to the limits of a read, and returns the first wanted entry whatever its size', async () => {
    const journal = await open();
    const payload = Buffer.alloc(100, 'x');
    await journal.append([1, 2, 3, 4].map((version) => revision(version, { payload })));
    const sizes = async (after: number, maxEvents: number, maxBytes: number) => {
      const { entries, through } = await journal.read(after, { maxEvents, maxBytes }, anything, never);
      return [entries.length, through];
    };
    expect(await sizes(0, 2, 10_000)).toEqual([2, 2]);
    expect(await sizes(0, 10, 250)).toEqual([2, 2]);
    expect(await sizes(2, 10, 1)).toEqual([1, 3]);
    await journal.close();
    const again = await open();
    const reread = await again.read(0, { maxEvents: 10, maxBytes: 250 }, anything, never);
    expect([reread.entries.length, reread.through]).toEqual([2, 2]);
    const rest = await again.read(2, { maxEvents: 10, maxBytes: 1_000 }, anything, never);
    expect(rest.entries.map((entry) => entry.sequence)).toEqual([3, 4]);
    await again.close();
  });

  it('tells a reader how far it looked when nothing was wanted', async () => {
    const journal = await open();
    await journal.append([revision(1), revision(2)]);
    expect(await journal.read(0, { maxEvents: 9, maxBytes: 9 }, () => false, never)).toEqual({
      entries: [],
      through: 2,
    });
    await journal.close();
  });

  it('wakes a reader that waits, and lets one go that was aborted', async () => {
    const journal = await open();
    const waiting = journal.read(0, { maxEvents: 9, maxBytes: 999 }, anything, never);
    const stop = new AbortController();
    const stopped = journal.read(0, { maxEvents: 9, maxBytes: 999 }, anything, stop.signal);
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await journal.append([revision(1)]);
    expect((await waiting).entries.map((entry) => entry.resourceVersion)).toEqual(['1']);
    await journal.close();
  });

  it('refuses appends and readers once it is closed, and closes twice', async () => {
    const journal = await open();
    const last = journal.append([revision(1)]);
    await journal.read(0, { maxEvents: 1, maxBytes: 1 }, anything, never);
    const second = journal.read(1, { maxEvents: 1, maxBytes: 1 }, anything, never);
    const refused = expect(second).rejects.toMatchObject({ code: 'KH_JOURNAL_CLOSED' });
    await Promise.all([journal.close(), journal.close()]);
    await last;
    await refused;
    await expect(journal.append([revision(2)])).rejects.toMatchObject({ code: 'KH_JOURNAL_CLOSED' });
  });

  it('commits together what comes while a commit is under way', async () => {
    const observer = report();
    const journal = await open({}, observer);
    await Promise.all(
      [...Array(100).keys()].map((n) => Promise.resolve().then(() => journal.append([revision(n + 1)]))),
    );
    await journal.close();
    expect(observer.commits.reduce((sum, { records }) => sum + records, 0)).toBe(100);
    expect(observer.commits.length).toBeLessThan(20);
  });

  it('says when the oldest entry came that a sink has not got', async () => {
    const journal = await open();
    await journal.append([revision(1), revision(2)]);
    expect(await journal.oldestAfter(1)).toBe(1_000_002);
    expect(await journal.oldestAfter(2)).toBeUndefined();
    await journal.close();
  });
});
