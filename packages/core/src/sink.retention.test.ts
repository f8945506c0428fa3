import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncodedBatch, Outcome, SinkWorker } from '@kubeherald/sink-host';
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { lines, options, report, revision, table } from './journal/fixtures/records.ts';
import { openJournal } from './journal/index.ts';
import { createMetrics } from './metrics.ts';
import { startSink } from './sink.ts';

const settled = { timeout: 20_000 };
const accepted: Outcome = { kind: 'accepted' };

/** A running sink whose first delivery takes until it is let go, and a journal that soon forgets. */
async function scene() {
  const directory = mkdtempSync(join(tmpdir(), 'in-hands-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const observer = report();
  const log = lines();
  const journal = await openJournal(options(directory, { retentionBytes: 5_000, segmentBytes: 1_000 }), {
    clock: systemClock,
    log,
    observer,
  });
  journal.setTable(table('ops'));
  const first = Promise.withResolvers<void>();
  const delivered: string[] = [];
  let begun = 0;
  const worker: SinkWorker = {
    describe: () => Promise.reject(new Error('it was described before')),
    open: async () => accepted,
    check: async () => accepted,
    reopen: async () => accepted,
    close: async () => undefined,
    async deliver(batch: EncodedBatch) {
      begun += 1;
      if (begun === 1) await first.promise;
      delivered.push(...batch.events.map(({ bytes }) => /uid-\d+/.exec(Buffer.from(bytes).toString())?.[0] ?? ''));
      return accepted;
    },
  };
  const sink = await startSink(
    {
      kind: 'prepared',
      settings: { name: 'ops', use: '', with: {}, delivery: { maxEvents: 5 }, retry: {}, deadLetterBytes: 1_000_000 },
      plugin: { url: '', packageName: '', version: '', foundIn: 'config' },
      description: { name: 'ops', apiVersion: 1, schema: {}, delivery: {}, capabilities: {} },
      worker,
      hide: (text) => text,
    },
    {
      reader: journal,
      wanted: (entry) => entry.decisions[0] === 0,
      openCursor: (shards, claim) => journal.openCursor('ops', shards, { kind: 'oldest' }, claim),
    },
    {
      cluster: 'test',
      configFolder: directory,
      deadLetters: join(directory, 'dead-letters'),
      clock: systemClock,
      log,
      metrics: createMetrics({ version: '', node: '' }),
    },
  );
  const lost = () => observer.losses.reduce((sum, { count }) => sum + count, 0);
  for (let version = 1; version <= 5; version++) await journal.append([revision(version)]);
  await vi.waitFor(() => expect(begun).toBe(1), settled);
  for (let version = 6; version <= 60; version++) await journal.append([revision(version)]);
  await vi.waitFor(() => expect(lost()).toBeGreaterThan(0), settled);
  return { journal, sink, delivered, lost, letGo: first.resolve };
}

it('counts an event that retention drops while it is being delivered as delivered only', async () => {
  const { journal, sink, delivered, lost, letGo } = await scene();
  letGo();
  await vi.waitFor(() => expect(sink.position()).toBe(journal.durable()), settled);
  expect(new Set(delivered).size).toBe(delivered.length);
  expect(delivered.length + lost()).toBe(60);
  await sink.stop(1_000);
  await journal.close();
});

it('counts it as lost when the sink stops before it is delivered', async () => {
  const { journal, sink, delivered, lost } = await scene();
  const before = lost();
  await sink.stop(0);
  await journal.close();
  expect(delivered).toEqual([]);
  expect(lost()).toBeGreaterThan(before);
  // The table has the first sequence.
  expect(lost()).toBe(sink.position() - 1);
});
