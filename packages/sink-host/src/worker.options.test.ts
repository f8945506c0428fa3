import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startIn } from './fixtures/start.ts';
import { isolations } from './protocol.ts';

describe.each(isolations)('in a %s:', (isolation) => {
  const start = startIn(isolation);

  describe('options', () => {
    it('are described with a schema, delivery defaults and claims', async () => {
      const { worker } = start('recorder.ts', { options: { url: 'u' } });
      expect(await worker.describe()).toEqual({
        kind: 'described',
        description: {
          name: 'recorder',
          apiVersion: 1,
          schema: expect.objectContaining({
            type: 'object',
            properties: expect.objectContaining({ url: { type: 'string', description: 'where to' } }),
          }),
          delivery: { maxEvents: 50 },
          capabilities: { partial: true },
        },
        faults: [],
      });
    });

    it('may decide on delivery and claims', async () => {
      const { worker } = start('recorder.ts', { options: { url: 'u', format: 'text' } });
      expect(await worker.describe()).toMatchObject({
        description: { delivery: { maxEvents: 50, lingerMs: 5 }, capabilities: { partial: true, ordered: true } },
      });
    });

    it('get their defaults, at every depth, and are frozen', async () => {
      const { worker, lines } = start('recorder.ts', { options: { url: 'u', tls: { depth: 2 } } });
      expect(await worker.open()).toEqual({ kind: 'accepted' });
      const options = { url: 'u', format: 'json', timeout: '30s', tls: { verify: true, depth: 2 }, headers: {} };
      await expect
        .poll(() => lines[0]?.fields)
        .toEqual({ options, frozen: true, name: 'under-test', cluster: 'test', sink: 'under-test' });
    });

    it('that are wrong are told all at once, each with its path', async () => {
      const options = {
        uri: 'u',
        format: 'yaml',
        timeout: 'soon',
        tls: { depth: 0, verifi: true, colour: 1 },
        headers: { accept: 1 },
        body: { tempalte: '' },
      };
      const { worker } = start('recorder.ts', { options });
      const described = await worker.describe();
      expect(
        described.kind === 'described' &&
          [...described.faults].sort((one, other) => one.path.localeCompare(other.path)),
      ).toEqual([
        { path: '/body/tempalte', message: 'is not an option; did you mean "template"?' },
        { path: '/body/template', message: 'is required' },
        { path: '/format', message: 'must be one of "json", "text"' },
        { path: '/headers/accept', message: 'must be string' },
        { path: '/timeout', message: 'must be a duration, such as 30s or 5m' },
        { path: '/tls/colour', message: 'is not an option; expected one of verify, depth' },
        { path: '/tls/depth', message: 'must be >= 1' },
        { path: '/tls/verifi', message: 'is not an option; did you mean "verify"?' },
        { path: '/uri', message: 'is not an option; did you mean "url"?' },
        { path: '/url', message: 'is required' },
      ]);
    });

    it('of the wrong type are told what would be right', async () => {
      const { worker } = start('recorder.ts', { options: { url: 'u', timeout: 5, headers: [] } });
      expect(await worker.describe()).toMatchObject({
        faults: [
          { path: '/timeout', message: 'must be a duration, such as 30s or 5m' },
          { path: '/headers', message: 'must be object' },
        ],
      });
    });

    it('that are wrong make the sink misconfigured, with the faults in the message', async () => {
      const { worker } = start('recorder.ts', { options: { body: 7 } });
      const message = expect.stringMatching(
        /under-test.*\/url is required.*\/body must be one of these: string, object/,
      );
      expect(await worker.open()).toEqual({
        kind: 'misconfigured',
        error: expect.objectContaining({ code: 'KH_SINK_OPTIONS', message }),
      });
    });

    it('of the daemon stay its own: of its environment a sink sees only proxies and the time zone', async () => {
      vi.stubEnv('HTTPS_PROXY', 'http://proxy:3128');
      vi.stubEnv('TOP_SECRET', 'hush');
      onTestFinished(() => void vi.unstubAllEnvs());
      const { worker, lines } = start('sees-environment.js');
      await worker.deliver({ id: 'b', attempt: 1, events: [{ change: 'added', bytes: Buffer.from('{}') }] }, 20_000);
      await expect
        .poll(() => lines[0]?.fields)
        .toMatchObject({ names: expect.arrayContaining(['HTTPS_PROXY']), sink: 'under-test' });
      expect(JSON.stringify(lines)).not.toContain('TOP_SECRET');
    });
  });
});
