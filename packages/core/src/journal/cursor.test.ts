import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, isAcknowledged, newCursor, withPosition, withShards } from './cursor-state.ts';
import { openOn } from './disk-journal.ts';
import { type MemoryDisk, memoryDisk } from './fixtures/memory-disk.ts';
import { handClock, lines, noLock, options, readAll, report, revision } from './fixtures/records.ts';

async function open(disk: MemoryDisk) {
  const log = lines();
  const journal = await openOn(disk, options('/journal'), { clock: handClock(), log, observer: report() }, noLock);
  return { journal, log };
}

async function withTen() {
  const disk = memoryDisk();
  const { journal } = await open(disk);
  await journal.append(Array.from({ length: 10 }, (_, index) => revision(index + 1)));
  return { disk, journal };
}

describe('a cursor', () => {
  it('survives a killed process as soon as it was acknowledged', async () => {
    const { disk, journal } = await withTen();
    const cursor = await journal.openCursor('ops/a b', 1, { kind: 'oldest' });
    const durable = cursor.acknowledge(0, 7);
    const killed = disk.files();
    await durable;
    const again = await open(memoryDisk(killed));
    expect((await again.journal.openCursor('ops/a b', 1, { kind: 'now' })).position(0)).toBe(7);
    await journal.close();
  });

  it('says that it is forgotten with its sink, and that it is new when the sink comes back', async () => {
    const { journal, log } = await open(memoryDisk());
    await journal.append([revision(1)]);
    await journal.openCursor('ops', 1, { kind: 'now' });
    await journal.openCursor('ops', 2, { kind: 'now' });
    await journal.retainCursors([]);
    await journal.openCursor('ops', 1, { kind: 'now' });
    expect(log.lines.filter((line) => line.includes('sink ops'))).toEqual([
      expect.stringContaining('is new'),
      expect.stringContaining('is no longer in the config'),
      expect.stringContaining('is new'),
    ]);
    await journal.close();
  });

  it('moves forward only', async () => {
    const { journal } = await withTen();
    const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
    await cursor.acknowledge(0, 7);
    await cursor.acknowledge(0, 3);
    expect(cursor.position(0)).toBe(7);
    await journal.close();
  });

  it('begins where the sink is to start', async () => {
    const { journal } = await withTen();
    expect((await journal.openCursor('new', 1, { kind: 'now' })).low()).toBe(10);
    expect((await journal.openCursor('old', 1, { kind: 'oldest' })).low()).toBe(0);
    const since = await journal.openCursor('some', 2, { kind: 'since', at: 900_006 });
    await journal.append([revision(3, { resourceVersion: '11' })]);
    const wanted = await readAll(journal, since.low(), (entry) => !since.acknowledged(entry));
    expect(wanted.map(({ sequence }) => sequence)).toEqual([6, 7, 8, 9, 10, 11]);
    await journal.close();
  });

  it('is refused to the lane that had it before it was opened again', async () => {
    const { journal } = await withTen();
    const before = await journal.openCursor('ops', 1, { kind: 'oldest' });
    await journal.openCursor('ops', 2, { kind: 'oldest' });
    expect(() => before.acknowledge(0, 3)).toThrow('opened again');
    await journal.close();
  });

  it('fails loudly for a shard that it does not have', async () => {
    const { journal } = await withTen();
    const cursor = await journal.openCursor('ops', 2, { kind: 'oldest' });
    expect(() => cursor.position(2)).toThrow('no shard 2');
    await journal.close();
  });

  it('whose disk fails says so, keeps its place, and takes the same again', async () => {
    const { disk, journal } = await withTen();
    const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
    disk.refuse = (operation) => (operation === 'writeNow' ? { code: 'EIO' } : undefined);
    expect(() => cursor.acknowledge(0, 3)).toThrow('EIO');
    expect(cursor.position(0)).toBe(0);
    disk.refuse = (operation) => (operation === 'sync' ? { code: 'EIO' } : undefined);
    await expect(cursor.acknowledge(0, 3)).rejects.toThrow('EIO');
    disk.refuse = undefined;
    const changes = disk.changes.length;
    await cursor.acknowledge(0, 3);
    expect(disk.changes.slice(changes).map(({ kind }) => kind)).toEqual(['write', 'sync']);
    await journal.close();
  });

  it.each([0, 1, 2])('that lost one of its slots uses another (slot %i)', async (slot) => {
    const { disk, journal } = await withTen();
    const cursor = await journal.openCursor('ops', 1, { kind: 'oldest' });
    for (let through = 1; through <= 6; through++) await cursor.acknowledge(0, through);
    await journal.close();
    const files = disk.files();
    const file = [...files].find(([path]) => path.endsWith('.cursor'))?.[1];
    file?.fill(0x55, slot * 4_096, slot * 4_096 + 40);
    const again = await open(memoryDisk(files));
    expect((await again.journal.openCursor('ops', 1, { kind: 'now' })).position(0)).toBeGreaterThanOrEqual(4);
  });

  it('that is damaged altogether begins at the oldest entry, and says so', async () => {
    const { disk, journal } = await withTen();
    await (await journal.openCursor('ops', 1, { kind: 'oldest' })).acknowledge(0, 5);
    await journal.close();
    const files = disk.files();
    [...files].find(([path]) => path.endsWith('.cursor'))?.[1].fill(0);
    const again = await open(memoryDisk(files));
    expect((await again.journal.openCursor('ops', 1, { kind: 'now' })).position(0)).toBe(0);
    expect(again.log.lines.join()).toContain('cursor of sink ops is damaged');
  });
});

describe('another number of shards', () => {
  it('repeats nothing and loses nothing, however often it changes', () => {
    const change = fc.record({
      shards: fc.integer({ min: 1, max: 5 }),
      moves: fc.array(fc.record({ shard: fc.nat(4), by: fc.integer({ min: 1, max: 9 }) }), { maxLength: 6 }),
    });
    const keys = [3, 14, 15, 92, 65, 35, 89, 79];
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        let state = newCursor(1, 0);
        const has = new Set<string>();
        for (const { shards, moves } of changes) {
          state = decodeCursor(encodeCursor(withShards(state, shards)));
          for (const { shard, by } of moves) {
            if (shard >= shards) continue;
            const from = state.positions[shard] ?? 0;
            for (let sequence = from + 1; sequence <= from + by; sequence++) {
              for (const objectKey of keys) if (objectKey % shards === shard) has.add(`${sequence}/${objectKey}`);
            }
            state = withPosition(state, shard, from + by);
          }
          for (let sequence = 1; sequence < 60; sequence++) {
            for (const objectKey of keys) {
              const said = isAcknowledged(state, { sequence, objectKey, eventAt: 0 });
              expect(said).toBe(has.has(`${sequence}/${objectKey}`));
            }
          }
        }
      }),
    );
  });
});
