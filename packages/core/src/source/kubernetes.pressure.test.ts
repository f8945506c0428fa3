import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventually, type KeepingIntake, run } from './fixtures/run.ts';
import { emptyList, event, frame } from './fixtures/scripted-server.ts';

vi.setConfig({ testTimeout: 30_000 });

/** Nothing that is pushed from now on is durable before `resolve`; a test that fails first ends none the less. */
function hold(intake: KeepingIntake): { resolve: () => void } {
  const durable = Promise.withResolvers<void>();
  onTestFinished(() => durable.resolve());
  intake.hold = durable.promise;
  return durable;
}

describe('back-pressure', () => {
  const line = frame('ADDED', { ...event('a', '101'), note: 'x'.repeat(10_000) });
  const outstandingBytes = 1_000_000;

  it('stops reading when too much is not durable, so that the socket fills, and goes on without loss', async () => {
    let written = 0;
    let blocked = false;
    const paused: number[] = [];
    const { intake, source, stop } = await run(
      (request, response) => {
        if (request.kind !== 'watch') return emptyList(response, '100');
        response.writeHead(200);
        const more = () => {
          while (written < 20_000) {
            written++;
            if (response.write(line.replaceAll('"101"', `"${100 + written}"`))) continue;
            blocked = true;
            response.once('drain', more);
            return;
          }
        };
        more();
      },
      {
        options: { timing: { outstandingBytes } },
        observer: { paused: (_scope, bytes) => paused.push(bytes) },
      },
    );
    const durable = hold(intake);
    await eventually(() => expect(paused.length).toBe(1));
    await eventually(() => expect(blocked).toBe(true));
    const held = intake.revisions.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(held).toBeLessThan(2 * outstandingBytes);
    expect(source.status().scopes[0]).toMatchObject({ deadlineAt: undefined });
    expect(source.status().scopes[0]?.problem).toContain('not durable yet');
    intake.hold = undefined;
    durable.resolve();
    await eventually(() => expect(intake.pushes.at(-1)).toMatchObject({ position: '20100' }));
    expect(intake.revisions.length).toBe(20_000);
    expect(paused[1]).toBe(0);
    await stop();
  });

  it('that outlasts the watch leads to no request before there is room, and the next watch brings the rest', async () => {
    const paused: number[] = [];
    const { server, intake, clock, stop } = await run(
      (request, response) => {
        if (request.kind !== 'watch') return emptyList(response, '100');
        const from = Number(request.url.searchParams.get('resourceVersion'));
        response.writeHead(200);
        for (let version = from + 1; version <= 300; version++)
          response.write(line.replaceAll('"101"', `"${version}"`));
      },
      {
        options: { timing: { outstandingBytes, silenceMs: 1e9 } },
        observer: { paused: (_scope, bytes) => paused.push(bytes) },
      },
    );
    const durable = hold(intake);
    await eventually(() => expect(paused.length).toBe(1));
    await eventually(() => expect(clock.sleeping).toContain(255_000));
    const before = server.requests.length;
    clock.advance(255_000);
    await eventually(() => expect(clock.sleeping).not.toContain(255_000));
    expect(server.requests.length).toBe(before);
    intake.hold = undefined;
    durable.resolve();
    await eventually(() => expect(intake.revisions.length).toBe(200));
    expect(intake.revisions.map(({ resourceVersion }) => Number(resourceVersion))).toEqual(
      Array.from({ length: 200 }, (_, index) => 101 + index),
    );
    await stop();
  });
});

describe('the end of a run', () => {
  it('closes its sockets and waits until what it pushed is durable', async () => {
    const { server, intake, source, stop } = await run((request, response) => {
      if (request.kind !== 'watch') emptyList(response, '100');
      else response.writeHead(200).write(frame('ADDED', event('a', '101')));
    });
    const durable = hold(intake);
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 101 [a:101]'));
    const stopped = stop();
    let ended = false;
    const watched = stopped.then(() => {
      ended = true;
    });
    await eventually(() => expect(server.of('watch')[0]?.socket.destroyed).toBe(true));
    expect(source.status().scopes[0]).toMatchObject({ state: 'stopped', deadlineAt: undefined });
    expect(ended).toBe(false);
    durable.resolve();
    await watched;
  });

  it.each(['start', 'probe', 'list', 'watch', 'wait'])('comes at once in the middle of: %s', async (when) => {
    const { server, stop } = await run(
      (request, response) => {
        if (when === 'watch' && request.kind === 'one') emptyList(response, '1');
        if (when === 'wait') response.writeHead(500).end();
      },
      {
        options: { startAt: { kind: when === 'list' ? 'oldest' : 'now' } },
        positions: when === 'probe' ? { '': '5' } : {},
      },
    );
    await eventually(() => expect(server.requests.length).toBe(when === 'watch' ? 2 : 1));
    await stop();
  });

  it('is a rejection when the intake refuses a push: nothing after it could be durable', async () => {
    const { intake, done } = await run((_request, response) => emptyList(response, '100'));
    intake.fault = new Error('the journal is closed');
    await expect(done).rejects.toThrow('the journal is closed');
  });
});
