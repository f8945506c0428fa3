import { describe, expect, it, vi } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { eventually, run } from './fixtures/run.ts';
import { emptyList, event, failed, frame, page, replay } from './fixtures/scripted-server.ts';
import { counting, send, sendOpen, watching } from './fixtures/watches.ts';
import { defaultTiming } from './options.ts';

vi.setConfig({ testTimeout: 30_000 });

describe('the end of a watch', () => {
  it('clean: the next begins at once at the last position, without a list', async () => {
    const { counts, observer } = counting();
    const { server, intake, clock, stop } = await run(watching(send(frame('ADDED', event('a', '101')))), { observer });
    await eventually(() => expect(server.of('watch').length).toBe(2));
    expect(server.requests.map((request) => request.kind)).toEqual(['one', 'watch', 'watch']);
    expect(server.of('watch')[1]?.url.searchParams.get('resourceVersion')).toBe('101');
    expect(counts).toEqual(['ADDED 1', 'restarted ended']);
    expect(intake.story).toEqual(['listed 100', 'watch 101 [a:101]']);
    expect(clock.sleeping).not.toContain(800);
    await stop();
  });

  it('clean after a long silence: the position is probed first', async () => {
    let finish = () => {};
    const { server, clock, stop } = await run(
      watching((_request, response) => {
        response.writeHead(200).flushHeaders();
        finish = () => response.end();
      }),
    );
    const { silenceMs } = defaultTiming;
    await eventually(() => expect(clock.sleeping).toEqual(expect.arrayContaining([silenceMs, 255_000])));
    clock.advance(silenceMs);
    await eventually(() => expect(server.of('probe').length).toBe(1));
    finish();
    await eventually(() => expect(server.of('watch').length).toBe(2));
    expect(server.requests.map((request) => request.kind)).toEqual(['one', 'watch', 'probe', 'probe', 'watch']);
    await stop();
  });

  it('an ERROR frame with 410: the list follows at once, then a watch from its position', async () => {
    const { counts, observer } = counting();
    const { server, intake, stop } = await run(
      (request, response) => {
        if (request.kind === 'one') emptyList(response, '100');
        else if (request.kind === 'page') page(response, '200', [event('a', '150')]);
        else if (request.index === 0) replay(response, recorded('watch-too-old', 3));
        else response.writeHead(200).flushHeaders();
      },
      { observer },
    );
    await eventually(() => expect(server.of('watch').length).toBe(2));
    expect(intake.story).toEqual(['listed 100', 'page [a:150]', 'listed 200']);
    expect(counts).toEqual(['ERROR 1', 'restarted gone']);
    expect(server.of('watch')[1]?.url.searchParams.get('resourceVersion')).toBe('200');
    await stop();
  });

  it('410 as HTTP status: the same', async () => {
    const { server, intake, stop } = await run((request, response) => {
      if (request.kind === 'one') emptyList(response, '100');
      else if (request.kind === 'page') emptyList(response, '200');
      else if (request.index === 0) failed(response, 410, 'Gone');
      else response.writeHead(200).flushHeaders();
    });
    await eventually(() => expect(server.of('watch').length).toBe(2));
    expect(intake.story).toEqual(['listed 100', 'listed 200']);
    await stop();
  });

  it('410 again and again, with no good watch between: lists are spaced out', async () => {
    const { server, clock, stop } = await run((request, response) => {
      if (request.kind === 'watch') replay(response, recorded('watch-too-old', 3));
      else emptyList(response, '100');
    });
    await eventually(() => expect(clock.sleeping).toContain(800));
    expect(server.of('page').length).toBe(1);
    clock.advance(800);
    await eventually(() => expect(clock.sleeping).toContain(1600));
    expect(server.of('page').length).toBe(2);
    await stop();
  });

  it('what came before an ERROR frame in the same read is taken', async () => {
    const status = { kind: 'Status', code: 500, message: 'StoreReadError' };
    const { server, intake, clock, stop } = await run(
      watching(send(frame('ADDED', event('a', '101')), frame('ERROR', status), frame('ADDED', event('never', '102')))),
    );
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 101 [a:101]'));
    await eventually(() => expect(clock.sleeping).toContain(800));
    clock.advance(800);
    await eventually(() => expect(server.of('watch').length).toBe(2));
    expect(server.of('probe')[0]?.url.searchParams.get('resourceVersion')).toBe('101');
    await stop();
  });

  it('within a second and with nothing in it: a failure, so that a proxy cannot make a hot loop', async () => {
    const { server, clock, source, stop } = await run(watching(send(), send()));
    await eventually(() => expect(clock.sleeping).toContain(800));
    expect(server.of('watch').length).toBe(1);
    expect(source.status().scopes[0]).toMatchObject({ state: 'waiting' });
    clock.advance(800);
    await eventually(() => expect(clock.sleeping).toContain(1600));
    expect(server.of('watch').length).toBe(2);
    await stop();
  });

  it('in the middle of a line: the part is discarded and counted, and the frame comes whole next time', async () => {
    const { counts, observer } = counting();
    const whole = frame('ADDED', event('b', '102'));
    const { intake, stop } = await run(
      watching(send(frame('ADDED', event('a', '101')), whole.slice(0, 40)), sendOpen(whole)),
      { observer },
    );
    await eventually(() => expect(intake.story.slice(1)).toEqual(['watch 101 [a:101]', 'watch 102 [b:102]']));
    expect(counts).toEqual(['ADDED 1', 'unreadable partial', 'restarted ended', 'ADDED 1']);
    await stop();
  });

  it('kill -9 of the server: the position is probed, and nothing is lost or repeated', async () => {
    const { counts, observer } = counting();
    const killed = recorded('apiserver-kill', 0);
    const { server, intake, stop } = await run(
      watching((_request, response) => replay(response, killed, true), sendOpen(frame('ADDED', event('b', '99999')))),
      { observer },
    );
    await eventually(() => expect(intake.pushes.length).toBe(2));
    const position = JSON.parse(killed.body.toString('utf8').trimEnd().split('\n').at(-1) ?? '').object.metadata
      .resourceVersion;
    server.reset();
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 99999 [b:99999]'));
    expect(server.of('probe')[0]?.url.searchParams.get('resourceVersion')).toBe(position);
    expect(server.of('watch')[1]?.url.searchParams.get('resourceVersion')).toBe(position);
    expect(counts).toContain('restarted cut');
    await stop();
  });

  it('never comes: a watchdog over the whole duration cuts a half-open socket', async () => {
    const { counts, observer } = counting();
    const { server, clock, source, stop } = await run(watching(), {
      observer,
      options: { timing: { silenceMs: 1e9 } },
    });
    await eventually(() => expect(clock.sleeping).toContain(255_000));
    const { deadlineAt } = source.status().scopes[0] ?? {};
    clock.advance(254_999);
    expect(server.of('watch').length).toBe(1);
    expect(deadlineAt).toBeGreaterThan(clock.now());
    clock.advance(1);
    await eventually(() => expect(server.of('watch').length).toBe(2));
    expect(counts).toEqual(['restarted cut']);
    await stop();
  });

  it('resourceVersions that go back within one watch: the server is compared, and a new epoch begins', async () => {
    const { intake, stop } = await run((request, response) => {
      if (request.kind === 'one') emptyList(response, request.index === 0 ? '100' : '7');
      else if (request.kind === 'page') page(response, '8', [event('b', '6')]);
      else if (request.index === 0)
        sendOpen(frame('ADDED', event('a', '101')), frame('ADDED', event('b', '6')))(request, response);
      else response.writeHead(200).flushHeaders();
    });
    await eventually(() =>
      expect(intake.story).toEqual(['listed 100', 'watch 101 [a:101]', 'epoch 7', 'page [b:6]', 'listed 8']),
    );
    await stop();
  });
});
