import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ample, batch, startIn } from './fixtures/start.ts';
import { isolations } from './protocol.ts';

describe.each(isolations)('in a %s:', (isolation) => {
  const start = startIn(isolation);

  describe('a sink that ends its place', () => {
    it.each([
      ['exits.js', 'exited', 'KH_SINK_EXITED', ample],
      ['rejects-meanwhile.js', 'crashed', 'KH_SINK_CRASHED', ample],
      ['loops.js', 'deadline', 'KH_SINK_DEADLINE', 300],
      ['never-resolves.js', 'deadline', 'KH_SINK_DEADLINE', 300],
      ['ignores-signal.js', 'deadline', 'KH_SINK_DEADLINE', 300],
      ['blocks.js', 'deadline', 'KH_SINK_DEADLINE', 300],
    ])('%s is broken: %s, every time, in a new one', async (file, reason, code, deadlineMs) => {
      const { worker, restarts } = start(file);
      const broken = { kind: 'broken', reason, error: expect.objectContaining({ code }) };
      expect(await worker.open()).toEqual({ kind: 'accepted' });
      expect(await worker.deliver(batch(), deadlineMs)).toEqual(broken);
      expect(await worker.open()).toEqual({ kind: 'accepted' });
      expect(await worker.deliver(batch(), deadlineMs)).toEqual(broken);
      expect(restarts).toEqual([reason, reason]);
    });

    it('by filling its heap with small objects is broken: memory', async () => {
      const { worker, restarts } = start('fills-heap.js', { resources: { heapMB: 32 } });
      expect(await worker.deliver(batch(), 60_000)).toMatchObject({
        kind: 'broken',
        reason: 'memory',
        error: { code: 'KH_SINK_MEMORY' },
      });
      expect(restarts).toEqual(['memory']);
    }, 90_000);

    it('is opened again, once, for the next batch', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sink-host-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const { worker, lines, restarts } = start('exits-once.js', { options: { marker: join(folder, 'exited') } });
      expect(await worker.deliver(batch(), ample)).toMatchObject({ kind: 'broken', reason: 'exited' });
      expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
      expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
      expect(lines.filter((line) => line.message === 'opened')).toHaveLength(2);
      expect(restarts).toEqual(['exited']);
    });

    it.each([
      ['exits-later.js', 'exited'],
      ['rejects-later.js', 'crashed'],
    ])('while idle (%s) is told in the log, and works for the next batch', async (file, reason) => {
      const { worker, lines, restarts } = start(file);
      expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
      await expect.poll(() => restarts, { timeout: ample }).toEqual([reason]);
      expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { sink: 'under-test', reason } });
      expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
    });
  });

  describe('a call at its deadline', () => {
    it('is aborted; a sink that heeds the signal is tried again in the same thread', async () => {
      const { worker, restarts } = start('heeds-signal.js', { graceMs: ample });
      await worker.open();
      expect(await worker.deliver(batch(), 100)).toMatchObject({
        kind: 'retry',
        error: { code: 'KH_SINK_DEADLINE', message: expect.stringContaining('100 ms') },
      });
      expect(restarts).toEqual([]);
    });
  });
});
