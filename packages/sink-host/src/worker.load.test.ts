import { describe, expect, it } from 'vitest';
import { ample, batch, startIn, startMs } from './fixtures/start.ts';
import { isolations } from './protocol.ts';

describe.each(isolations)('in a %s:', (isolation) => {
  const start = startIn(isolation);

  describe('a plugin that cannot be loaded', () => {
    it.each([
      [
        'throws-at-load.js',
        {
          code: 'KH_PLUGIN_LOAD',
          message: expect.stringMatching(/no such driver \(\/.*throws-at-load\.js:1:7\)\. Mend/),
        },
      ],
      ['exits-at-load.js', { code: 'KH_SINK_EXITED' }],
      ['missing.js', { code: 'KH_PLUGIN_LOAD', message: expect.stringMatching(/missing\.js.*install the sink again/) }],
      ['no-export.js', { code: 'KH_PLUGIN_EXPORT', message: expect.stringContaining('no default export') }],
      [
        'wrong-export.js',
        { code: 'KH_PLUGIN_EXPORT', message: expect.stringContaining('exports a function as default') },
      ],
      ['other-version.js', { code: 'KH_PLUGIN_API_VERSION', message: expect.stringMatching(/version 2 .*version 1/) }],
      [
        'string-version.js',
        {
          code: 'KH_PLUGIN_DEFINITION',
          message: expect.stringMatching(/apiVersion a string \(1\); expected the number 1\./),
        },
      ],
      [
        'trapped-export.js',
        {
          code: 'KH_PLUGIN_EXPORT',
          message: expect.stringMatching(/trapped-export\.js cannot be read: proxy trap \(.*\. Export what/),
        },
      ],
      [
        'big-schema-value.js',
        { code: 'KH_PLUGIN_DEFINITION', message: expect.stringMatching(/BigInt.*must be plain JSON Schema/) },
      ],
      ['wrong-delivery.js', { code: 'KH_PLUGIN_DEFINITION', message: expect.stringContaining('delivery.maxEvents') }],
    ])('%s is described as unusable', async (file, error) => {
      const { worker } = start(file);
      expect(await worker.describe()).toEqual({ kind: 'unusable', error: expect.objectContaining(error) });
    });

    it.each(['loops-at-load.js', 'never-loads.js'])('%s is given up when describing takes too long', async (file) => {
      const { worker, restarts } = start(file, { openTimeoutMs: startMs[isolation] });
      expect(await worker.describe()).toEqual({
        kind: 'unusable',
        error: expect.objectContaining({
          code: 'KH_SINK_DEADLINE',
          message: expect.stringMatching(
            /^The sink's module was still being imported after \d+ ms; .*waits for .* or loops/,
          ),
        }),
      });
      expect(restarts).toEqual(['deadline']);
    });

    it.each([
      ['throws-at-load.js', 'KH_PLUGIN_LOAD', ample],
      ['exits-at-load.js', 'KH_SINK_EXITED', ample],
      ['loops-at-load.js', 'KH_SINK_DEADLINE', startMs[isolation]],
      ['throws-in-open.js', 'KH_SINK_OPEN', ample],
    ])('%s breaks each delivery, and each is tried in a thread that works', async (file, code, openTimeoutMs) => {
      const { worker } = start(file, { openTimeoutMs });
      const broken = { kind: 'broken', reason: 'open-failed', error: expect.objectContaining({ code }) };
      expect(await worker.deliver(batch(), ample)).toEqual(broken);
      expect(await worker.deliver(batch(), ample)).toEqual(broken);
    });

    it.each([
      ['refuses-options.js', 'KH_SINK_CONFIG'],
      ['no-deliver.js', 'KH_PLUGIN_DEFINITION'],
      ['other-version.js', 'KH_PLUGIN_API_VERSION'],
      ['wrong-export.js', 'KH_PLUGIN_EXPORT'],
    ])('%s is misconfigured: trying again would not help', async (file, code) => {
      const { worker } = start(file);
      expect(await worker.open()).toEqual({ kind: 'misconfigured', error: expect.objectContaining({ code }) });
    });

    it('a heap too small to start a thread in is refused: V8 would abort the whole process', () => {
      expect(() => start('recorder.ts', { resources: { heapMB: 8 } })).toThrow(/heapMB is 8; expected at least 32/);
    });

    it('a CommonJS package with its export below default.default is a plugin', async () => {
      const { worker } = start('common.cjs');
      expect(await worker.describe()).toMatchObject({ kind: 'described', description: { name: 'common' } });
      expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
    });
  });
});
