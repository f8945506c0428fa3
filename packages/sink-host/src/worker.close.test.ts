import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ample, batch, fixture, startIn } from './fixtures/start.ts';
import { isolations } from './protocol.ts';

const run = promisify(execFile);

describe.each(isolations)('in a %s:', (isolation) => {
  const start = startIn(isolation);

  describe('close', () => {
    it('waits for the running delivery, aborts the signal, then closes the sink', async () => {
      const { worker, lines, line } = start('slow-close.js');
      await worker.open();
      const delivery = worker.deliver(batch('1'), ample);
      await line('deliver 1 begins');
      await worker.close(ample);
      expect(await delivery).toEqual({ kind: 'accepted' });
      await expect
        .poll(() => lines.map((line) => line.message))
        .toEqual(['deliver 1 begins', 'deliver 1 ends', 'signal aborted', 'close begins', 'close ends']);
    });

    it('hands back what had not begun, and whatever is called later', async () => {
      const { worker, line } = start('slow-close.js');
      await worker.open();
      const [first, second] = [worker.deliver(batch('1'), ample), worker.deliver(batch('2'), ample)];
      await line('deliver 1 begins');
      await worker.close(ample);
      const handedBack = { kind: 'retry', error: { code: 'KH_SINK_CLOSED' } };
      expect(await first).toEqual({ kind: 'accepted' });
      expect(await second).toMatchObject(handedBack);
      expect(await worker.deliver(batch('3'), ample)).toMatchObject(handedBack);
      expect(await worker.describe()).toMatchObject({ kind: 'unusable' });
    });

    it('aborts the running delivery at the deadline of closing', async () => {
      const { worker, line, restarts } = start('heeds-signal.js', { graceMs: ample });
      const delivery = worker.deliver(batch(), ample);
      await line('waiting');
      await worker.close(50);
      expect(await delivery).toMatchObject({ kind: 'retry', error: { code: 'KH_SINK_CLOSED' } });
      expect(restarts).toEqual([]);
    });

    it('ends a delivery by force that ignores its signal', async () => {
      const { worker, line } = start('ignores-signal.js');
      const delivery = worker.deliver(batch(), ample * 10);
      await line('started');
      await worker.close(50);
      expect(await delivery).toMatchObject({ kind: 'broken', reason: 'deadline' });
    });

    it('is safe twice and without open', async () => {
      const { worker } = start('slow-close.js');
      await Promise.all([worker.close(ample), worker.close(ample)]);
      const opened = start('slow-close.js');
      await opened.worker.open();
      await Promise.all([opened.worker.close(ample), opened.worker.close(ample)]);
      expect(opened.lines.filter((line) => line.message === 'close begins')).toHaveLength(1);
    });

    it.each(['throws-in-close.js', 'never-closes.js'])(
      'of %s is told in the log and ends all the same',
      async (file) => {
        const { worker, lines } = start(file);
        await worker.open();
        await worker.close(100);
        expect(lines).toMatchObject([
          {
            level: 'warn',
            message: 'the sink did not close cleanly',
            fields: { err: { message: expect.any(String) } },
          },
        ]);
      },
    );

    it('frees what the sink leaked: timers, sockets, files', async () => {
      const { worker, lines } = start('leaks.js');
      await worker.open();
      await expect.poll(() => lines[0]?.message).toBe('listening');
      const port = Number(lines[0]?.fields.port);
      const before = connect(port, '127.0.0.1');
      await once(before, 'connect');
      before.destroy();
      await worker.close(ample);
      await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });

    it('leaves nothing that keeps the process alive', async () => {
      const script = `
        import { startSinkWorker } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
        const log = { debug() {}, info() {}, warn() {}, error() {} };
        const worker = startSinkWorker({ plugin: ${JSON.stringify(fixture('leaks.js'))}, name: 'n', cluster: 'c', options: {}, log, isolation: '${isolation}' });
        const outcome = await worker.deliver({ id: '1', attempt: 1, events: [{ change: 'added', bytes: Buffer.from('{}') }] }, 10000);
        await worker.close(10000);
        console.log(outcome.kind);`;
      const arguments_ = ['--conditions=@kubeherald/source', '--input-type=module', '--eval', script];
      expect((await run(process.execPath, arguments_, { timeout: ample })).stdout).toBe('accepted\n');
    });
  });
});
