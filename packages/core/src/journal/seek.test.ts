import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openOn } from './disk-journal.ts';
import { memoryDisk } from './fixtures/memory-disk.ts';
import { handClock, lines, noLock, options, readAll, report, revision, table } from './fixtures/records.ts';

const over = { segmentBytes: 1_500_000, commitBytes: 300_000, retentionBytes: 1_000_000_000 };
const around = () => ({ clock: handClock(), log: lines(), observer: report() });

/** Files of a journal of several megabyte segments whose sink table changes now and then. */
async function written() {
  const disk = memoryDisk();
  const journal = await openOn(disk, options('/journal', over), around(), noLock);
  const versions = new Map<number, { readonly version: number; readonly sinks: number }>();
  let sequence = 0;
  for (let batch = 0; batch < 40; batch++) {
    if (batch % 7 === 0) {
      journal.setTable(table(...Array.from({ length: 1 + (batch % 5) }, (_, index) => `sink${index}-${batch}`)));
      sequence += 1;
    }
    const records = Array.from({ length: 50 }, (_, index) => {
      const version = batch * 50 + index + 1;
      sequence += 1;
      versions.set(sequence, { version, sinks: 1 + ((batch - (batch % 7)) % 5) });
      return revision(version, {
        payload: Buffer.alloc((version * 7_919) % 4_000, version),
        receivedAt: version * 1_000,
      });
    });
    // One that is larger than what is read at a time.
    if (batch === 10) records[0] = { ...revision(501), payload: Buffer.alloc(400_000, 'y'), receivedAt: 2_501_000 };
    await journal.append(records);
  }
  await journal.close();
  return { files: disk.files(), versions, last: sequence };
}

it('finds any place in segments of an earlier run, with the sink table that applied there', {
  timeout: 60_000,
}, async () => {
  const { files, versions, last } = await written();
  expect([...files.keys()].filter((path) => path.endsWith('.log')).length).toBeGreaterThan(2);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: last - 1 }), { minLength: 1, maxLength: 6 }),
      async (places) => {
        const journal = await openOn(memoryDisk(files), options('/journal', over), around(), noLock);
        const { signal } = new AbortController();
        const reads = places.map(async (after) => {
          const { entries, through } = await journal.read(
            after,
            { maxEvents: 3, maxBytes: 10_000_000 },
            () => true,
            signal,
          );
          const expected = [...versions].filter(([sequence]) => sequence > after).slice(0, 3);
          expect(entries.map(({ sequence }) => sequence)).toEqual(expected.map(([sequence]) => sequence));
          expect(through).toBe(expected.at(-1)?.[0]);
          for (const entry of entries) {
            const { version, sinks } = versions.get(entry.sequence) ?? { version: 0, sinks: 0 };
            expect(entry.resourceVersion).toBe(String(version));
            expect(entry.table.sinks.length).toBe(sinks);
            if (version !== 501) expect(entry.payload.length).toBe((version * 7_919) % 4_000);
          }
          const at = await journal.oldestAfter(after);
          expect(at).toBeLessThanOrEqual(2_000_000 + (expected[0]?.[1].version ?? 0) * 1_000);
        });
        await Promise.all(reads);
        await journal.close();
      },
    ),
    { numRuns: 60 },
  );
});

it('reads on where it stopped, whatever the batches', async () => {
  const { files, versions } = await written();
  const journal = await openOn(memoryDisk(files), options('/journal', over), around(), noLock);
  const all = (await readAll(journal)).map(({ sequence }) => sequence);
  expect(all).toEqual([...versions.keys()]);
  await journal.close();
});
