import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { eventually, run } from './fixtures/run.ts';
import { emptyList, event, frame } from './fixtures/scripted-server.ts';

vi.setConfig({ testTimeout: 30_000 });
const readIntervalMs = 10;

/** A source in the pause after its first event; `watches` are the answers that the server writes to. */
async function pausing() {
  const watches: ServerResponse[] = [];
  const running = await run(
    (request, response) => {
      if (request.kind !== 'watch') return emptyList(response, '100');
      response.writeHead(200);
      if (watches.length === 0) response.write(frame('ADDED', event('a', '101')));
      watches.push(response);
    },
    { options: { timing: { readIntervalMs, silenceMs: 1e9 } } },
  );
  const seen = () => running.intake.story.filter((push) => push.startsWith('watch'));
  await eventually(() => expect(seen()).toEqual(['watch 101 [a:101]']));
  await eventually(() => expect(running.clock.sleeping).toContain(readIntervalMs));
  const [watch] = watches;
  if (watch === undefined) throw new Error('there is no watch');
  const write = (text: string) => new Promise<void>((resolve) => watch.write(text, () => resolve()));
  return { ...running, watch, watches, seen, write };
}

describe('a busy watch', () => {
  it('is read once an interval: what comes meanwhile goes on as one push', async () => {
    const { clock, seen, write, stop } = await pausing();
    for (const version of ['102', '103', '104', '105']) await write(frame('ADDED', event('b', version)));
    clock.advance(readIntervalMs);
    await eventually(() => expect(seen().at(-1)).toContain('b:105'));
    expect(seen()).toEqual(['watch 101 [a:101]', 'watch 105 [b:102 b:103 b:104 b:105]']);
    await stop();
  });

  it('leaves what comes in a pause to the kernel, and reads a burst without a further pause', async () => {
    const { clock, intake, watch, write, stop } = await pausing();
    const line = frame('ADDED', { ...event('b', '102'), note: 'x'.repeat(100_000) });
    const last = 300;
    await write(line);
    let drained = false;
    watch.once('drain', () => {
      drained = true;
    });
    for (let version = 103; version <= last; version++) watch.write(line.replaceAll('"102"', `"${version}"`));
    // 20 MB: more than the kernel takes, less than would be read within a moment were the socket not held.
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(drained).toBe(false);
    expect(intake.revisions.length).toBe(1);
    clock.advance(readIntervalMs);
    await eventually(() => expect(intake.pushes.at(-1)).toMatchObject({ position: String(last) }));
    expect(intake.revisions.length).toBe(last - 100);
    await stop();
  });

  it('that ends in a pause is followed by the next one, with what came last', async () => {
    const { clock, seen, watch, watches, stop } = await pausing();
    watch.end(frame('ADDED', event('b', '102')));
    await new Promise((resolve) => watch.once('finish', resolve));
    expect(watches.length).toBe(1);
    clock.advance(readIntervalMs);
    await eventually(() => expect(seen().at(-1)).toBe('watch 102 [b:102]'));
    await eventually(() => {
      clock.advance(readIntervalMs);
      expect(watches.length).toBe(2);
    });
    await stop();
  });

  it('stops at once in a pause', async () => {
    const { watch, stop } = await pausing();
    await stop();
    await eventually(() => expect(watch.destroyed).toBe(true));
  });
});
