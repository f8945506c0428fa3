import { describe, expect, it, vi } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { eventually, run } from './fixtures/run.ts';
import { emptyList, event, frame, replay, type Script } from './fixtures/scripted-server.ts';
import { defaultTiming } from './options.ts';

vi.setConfig({ testTimeout: 30_000 });

/** The first `count` requests get a recorded answer; then all is well. */
const atFirst = (count: number, name: string, index: number): Script =>
  (() => {
    let left = count;
    return (request, response) => {
      if (left-- > 0) replay(response, recorded(name, index));
      else if (request.kind === 'watch') response.writeHead(200).flushHeaders();
      else emptyList(response, '100');
    };
  })();

describe('a refusal', () => {
  it('429 in plain text: the request is repeated after the time that Retry-After names, not before', async () => {
    const { server, clock, intake, log, stop } = await run(atFirst(1, 'throttled-inflight', 1));
    await eventually(() => expect(clock.sleeping).toEqual([1000]));
    clock.advance(999);
    expect(server.requests.length).toBe(1);
    clock.advance(1);
    await eventually(() => expect(intake.story).toEqual(['listed 100']));
    expect(log.at('warn').join()).toContain('Too many requests, please try again later.');
    expect(log.at('info')).toContain('the API server answers again');
    await stop();
  });

  it('429 of an API server that shuts down: its Retry-After of 5 s', async () => {
    const { clock, stop } = await run(atFirst(1, 'apiserver-stop-graceful', 5));
    await eventually(() => expect(clock.sleeping).toEqual([5000]));
    await stop();
  });

  it('500 without Retry-After: waits grow', async () => {
    const { clock, intake, stop } = await run(atFirst(2, 'watch-end', 4));
    await eventually(() => expect(clock.sleeping).toEqual([800]));
    clock.advance(800);
    await eventually(() => expect(clock.sleeping).toEqual([1600]));
    clock.advance(1600);
    await eventually(() => expect(intake.story).toEqual(['listed 100']));
    await stop();
  });

  it('403 while the API server starts is not final and not reported', async () => {
    const { clock, intake, log, source, stop } = await run(atFirst(1, 'apiserver-kill', 10));
    await eventually(() => expect(clock.sleeping).toEqual([800]));
    expect(source.status().scopes[0]?.problem).toContain('as it does to all while it starts');
    clock.advance(800);
    await eventually(() => expect(intake.story).toEqual(['listed 100']));
    expect([...log.at('warn'), ...log.at('error')]).toEqual([]);
    expect(source.status().scopes[0]?.problem).toBeUndefined();
    await stop();
  });

  it('403 that lasts is reported once, with what to grant and to whom', async () => {
    const { server, clock, log, source, stop } = await run(atFirst(99, 'forbidden', 0));
    for (const ms of [800, 1600, 3200, 6400]) {
      await eventually(() => expect(clock.sleeping).toEqual([ms]));
      clock.advance(ms);
    }
    await eventually(() => expect(server.requests.length).toBe(5));
    await eventually(() => expect(clock.sleeping).toEqual([12_800]));
    expect(log.at('error')).toHaveLength(1);
    expect(log.at('error')[0]).toContain('User "nobody" may not list events at the cluster scope');
    expect(source.status().scopes[0]?.problem).toBe(log.at('error')[0]);
    await stop();
  });

  it('403 on watch alone is reported too, though lists work', async () => {
    const { clock, log, stop } = await run((request, response) => {
      if (request.kind === 'watch') replay(response, recorded('forbidden', 1));
      else emptyList(response, '100');
    });
    for (const ms of [800, 1600, 3200, 6400]) {
      await eventually(() => expect(clock.sleeping).toEqual([ms]));
      clock.advance(ms);
    }
    await eventually(() =>
      expect(log.at('error').join()).toContain('User "nobody" may not watch events at the cluster scope'),
    );
    await stop();
  });

  it('of the watch alone leaves the scope not synced: it would get nothing', async () => {
    const { source, stop } = await run(
      (request, response) => {
        if (request.kind === 'watch') replay(response, recorded('forbidden', 13));
        else emptyList(response, '100');
      },
      { options: { timing: { forbiddenMs: 0 } } },
    );
    const problem = expect.stringContaining('events');
    await eventually(() => expect(source.status().scopes[0]).toMatchObject({ synced: false, problem }));
    await stop();
  });

  it('in one namespace does not stop the others', async () => {
    const { intake, clock, source, stop } = await run(
      (request, response) => {
        if (request.url.pathname.includes('/team-b/')) replay(response, recorded('forbidden', 13));
        else if (request.kind === 'watch') response.writeHead(200).write(frame('ADDED', event('a', '101')));
        else emptyList(response, '100');
      },
      { options: { namespaces: ['team-a', 'team-b'], timing: { forbiddenMs: 0 } } },
    );
    await eventually(() => expect(intake.story).toEqual(['listed 100', 'watch 101 [a:101]']));
    await eventually(() => expect(clock.sleeping).toContain(800));
    const [a, b] = source.status().scopes;
    expect(a).toMatchObject({ scope: 'team-a', state: 'watching', synced: true, problem: undefined });
    expect(b).toMatchObject({ scope: 'team-b', state: 'waiting', synced: false });
    expect(b?.problem).toContain('User "team-a-reader" may not list events in namespace "team-b"');
    await stop();
  });
});

describe('a server that is away', () => {
  it('is asked again with growing waits, says so once, and the position is probed when it is back', async () => {
    let down = false;
    const { server, clock, intake, log, source, stop } = await run((request, response) => {
      if (down) request.socket.resetAndDestroy();
      else if (request.kind === 'watch') response.writeHead(200).write(frame('ADDED', event('a', '101')));
      else emptyList(response, '100');
    });
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 101 [a:101]'));
    down = true;
    server.reset();
    for (const ms of [800, 1600, 3200]) {
      await eventually(() => expect(clock.sleeping).toEqual([ms]));
      expect(source.status().scopes[0]).toMatchObject({ state: 'waiting', synced: true });
      clock.advance(ms);
    }
    await eventually(() => expect(clock.sleeping).toEqual([6400]));
    expect(log.at('warn')).toHaveLength(1);
    expect(source.status().scopes[0]?.problem).toContain('failed (network)');
    expect(source.status().scopes[0]?.deadlineAt).toBeGreaterThan(clock.now() + 6400);
    down = false;
    clock.advance(6400);
    await eventually(() => expect(server.of('watch').at(-1)?.url.searchParams.get('resourceVersion')).toBe('101'));
    expect(server.requests.at(-2)?.kind).toBe('probe');
    await stop();
  });

  it('a watch that gets no answer is given up after a minute', async () => {
    const { server, clock, stop } = await run((request, response) => {
      if (request.kind !== 'watch') emptyList(response, '100');
      else if (request.index > 0) response.writeHead(200).flushHeaders();
    });
    await eventually(() => expect(server.of('watch').length).toBe(1));
    clock.advance(defaultTiming.pageTimeoutMs);
    await eventually(() => expect(clock.sleeping).toContain(800));
    clock.advance(800);
    await eventually(() => expect(server.of('watch').length).toBe(2));
    await stop();
  });
});
