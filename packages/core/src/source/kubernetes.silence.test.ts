import { describe, expect, it, vi } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { eventually, run } from './fixtures/run.ts';
import { emptyList, event, failed, frame, page, replay } from './fixtures/scripted-server.ts';
import { watching } from './fixtures/watches.ts';
import { defaultTiming } from './options.ts';

vi.setConfig({ testTimeout: 30_000 });

describe('a silent watch', () => {
  const { silenceMs } = defaultTiming;

  it('is left alone while its position is good', async () => {
    const { server, clock, stop } = await run(watching());
    await eventually(() => expect(clock.sleeping).toEqual(expect.arrayContaining([silenceMs, 255_000])));
    clock.advance(silenceMs);
    await eventually(() => expect(server.of('probe').length).toBe(1));
    await eventually(() => expect(clock.sleeping.filter((ms) => ms === silenceMs).length).toBe(1));
    expect(server.of('watch').length).toBe(1);
    await stop();
  });

  it('is ended when its position is in the future: it would be deaf, as after a restore of etcd', async () => {
    const { server, intake, clock, stop } = await run((request, response) => {
      if (request.kind === 'probe') replay(response, recorded('list-core', 11));
      else if (request.kind === 'one') emptyList(response, request.index === 0 ? '100' : '30');
      else if (request.kind === 'page') page(response, '31', [event('a', '12')]);
      else replay(response, recorded('watch-future', 9), true);
    });
    await eventually(() => expect(clock.sleeping).toEqual(expect.arrayContaining([silenceMs, 255_000])));
    clock.advance(silenceMs);
    await eventually(() => expect(intake.story).toEqual(['listed 100', 'epoch 30', 'page [a:12]', 'listed 31']));
    await eventually(() => expect(server.of('watch').length).toBe(2));
    await stop();
  });

  it('is ended when its position is forgotten: a list brings what a dead socket may have kept back', async () => {
    const { intake, clock, stop } = await run((request, response) => {
      if (request.kind === 'probe') failed(response, 410, 'Expired');
      else if (request.kind === 'page') page(response, '300', [event('a', '250')]);
      else watching()(request, response);
    });
    await eventually(() => expect(clock.sleeping).toEqual(expect.arrayContaining([silenceMs, 255_000])));
    clock.advance(silenceMs);
    await eventually(() => expect(intake.story).toEqual(['listed 100', 'page [a:250]', 'listed 300']));
    await stop();
  });

  it('stays open while etcd is away (lists hang, the connection closes at last), says so, and goes on with it', async () => {
    let deliver = () => {};
    let away = true;
    const { server, intake, clock, source, stop } = await run((request, response) => {
      if (request.kind === 'probe' && away) return;
      if (request.kind !== 'watch') return emptyList(response, '100');
      response.writeHead(200).flushHeaders();
      deliver = () => response.write(frame('ADDED', event('a', '101')));
    });
    await eventually(() => expect(clock.sleeping).toEqual(expect.arrayContaining([silenceMs, 255_000])));
    clock.advance(silenceMs);
    await eventually(() => expect(server.of('probe').length).toBe(1));
    clock.advance(defaultTiming.probeTimeoutMs);
    await eventually(() => expect(source.status().scopes[0]?.problem).toContain('as when etcd is away'));
    expect(source.status().scopes[0]).toMatchObject({ state: 'watching', synced: true });
    away = false;
    await eventually(() => expect(clock.sleeping).toContain(800));
    clock.advance(800);
    await eventually(() => expect(source.status().scopes[0]?.problem).toBeUndefined());
    deliver();
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 101 [a:101]'));
    expect(server.of('watch').length).toBe(1);
    await stop();
  });
});
