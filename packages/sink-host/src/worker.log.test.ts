import { describe, expect, it } from 'vitest';
import { ample, batch, start, startIn } from './fixtures/start.ts';
import { isolations } from './protocol.ts';

describe.each(isolations)('in a %s:', (isolation) => {
  const start = startIn(isolation);

  describe("a sink's log", () => {
    it("arrives in the host's, with level, fields and the sink's name", async () => {
      const { worker, lines } = start('logs.js');
      await worker.deliver(batch(), ample);
      await expect.poll(() => lines).toHaveLength(5);
      expect(lines.slice(0, 4)).toEqual([
        { level: 'info', message: 'a text', fields: { sink: 'under-test' } },
        {
          level: 'warn',
          message: 'with fields',
          fields: { status: 503, sink_: 'another', level_: 99, sink: 'under-test' },
        },
        {
          level: 'error',
          message: 'an error',
          fields: { err: expect.objectContaining({ name: 'Error', message: 'an error' }), sink: 'under-test' },
        },
        {
          level: 'info',
          message: 'a cycle',
          fields: {
            unserialisable: expect.any(String),
            shown: expect.stringContaining('Circular'),
            sink: 'under-test',
          },
        },
      ]);
      expect(JSON.stringify(lines[4]).length).toBeLessThan(40_000);
    });

    it('has the debug lines when asked for', async () => {
      const { worker, lines } = start('logs.js', { logLevel: 'debug' });
      await worker.deliver(batch(), ample);
      await expect.poll(() => lines[0]).toEqual({ level: 'debug', message: 'unheard', fields: { sink: 'under-test' } });
    });

    it('has what a plugin prints, line by line, and its warnings', async () => {
      const { worker, lines } = start('prints.js');
      await worker.deliver(batch(), ample);
      await expect
        .poll(() => lines.map(({ level, message }) => [level, message]))
        .toEqual([
          ['info', 'to stdout'],
          ['warn', 'to stderr'],
          ['warn', 'in two lines'],
          ['info', 'in two parts'],
          ['warn', 'beware'],
        ]);
    });

    it('that floods is cut, and the number of dropped lines is told', async () => {
      const { worker, lines } = start('floods.js');
      expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
      const dropped = () => lines.filter((line) => 'dropped' in line.fields).map((line) => Number(line.fields.dropped));
      const sum = () => dropped().reduce((total, count) => total + count, 0);
      await expect.poll(() => sum() + lines.length - dropped().length, { timeout: ample }).toBe(100_000);
      expect(lines.length).toBeLessThan(5000);
    });

    it('has the last words of a thread that died', async () => {
      const { worker, lines } = start('logs-and-dies.js');
      expect(await worker.deliver(batch(), ample)).toMatchObject({ kind: 'broken', reason: 'exited' });
      await expect
        .poll(() => lines)
        .toContainEqual({ level: 'error', message: 'my last words', fields: { sink: 'under-test' } });
    });
  });
});

it('the log of a thread is not disturbed by other messages that a plugin posts', async () => {
  const { worker, lines } = start('posts-messages.js');
  expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
  await expect.poll(() => lines.map((line) => line.level)).toEqual(Array(5).fill('debug'));
});
