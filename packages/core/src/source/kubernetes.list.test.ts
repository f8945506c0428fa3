import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { eventually, run } from './fixtures/run.ts';
import { event, failed, page, replay, type Script } from './fixtures/scripted-server.ts';

vi.setConfig({ testTimeout: 30_000 });

const oldest = { startAt: { kind: 'oldest' } } as const;

/** Pages by `script`; watches stay open and silent. */
const listing =
  (script: Script): Script =>
  (request, response) => {
    if (request.kind === 'page') script(request, response);
    else response.writeHead(200).flushHeaders();
  };

const limits = (requests: readonly { url: URL }[]) => requests.map(({ url }) => url.searchParams.get('limit'));

describe('a list', () => {
  it('is read in pages of 500', async () => {
    const { server, stop } = await run(
      listing((_request, response) => page(response, '9', [])),
      { options: oldest },
    );
    await eventually(() => expect(server.of('watch').length).toBe(1));
    expect(limits(server.of('page'))).toEqual(['500']);
    await stop();
  });

  it('goes on over pages that are short or empty', async () => {
    const { intake, stop } = await run(
      listing((request, response) => {
        if (request.index === 0) page(response, '9', [], 'one');
        else if (request.index === 1) page(response, '9', [event('a', '3')], 'two');
        else page(response, '9', [event('b', '2')]);
      }),
      { options: oldest },
    );
    await eventually(() => expect(intake.story).toEqual(['page [a:3]', 'page [b:2]', 'listed 9']));
    await stop();
  });

  it('gives the items of a page in the order in which they were written, not in that of their names', async () => {
    const { intake, stop } = await run(
      listing((request, response) => {
        if (request.index === 0) page(response, '200', [event('a', '101'), event('b', '9'), event('c', '30')], 'one');
        else page(response, '200', [event('d', '12'), event('e', '7')]);
      }),
      { options: oldest },
    );
    await eventually(() => expect(intake.story).toEqual(['page [b:9 c:30 a:101]', 'page [e:7 d:12]', 'listed 200']));
    await stop();
  });

  it('whose continue token expired begins anew with bigger pages, at last without a limit, and is never continued inconsistently', async () => {
    const { server, intake, stop } = await run(
      listing((request, response) => {
        const { searchParams } = request.url;
        if (searchParams.has('continue')) replay(response, recorded('continue-expired', 2));
        else if (searchParams.has('limit')) replay(response, recorded('continue-expired', 0));
        else page(response, '999', [event('a', '1'), event('b', '2')]);
      }),
      { options: oldest },
    );
    await eventually(() => expect(intake.story.at(-1)).toBe('listed 999'));
    expect(limits(server.of('page'))).toEqual(['500', '500', '5000', '5000', null]);
    const fresh = JSON.parse(recorded('continue-expired', 2).body.toString('utf8')).metadata.continue;
    expect(server.requests.some(({ url }) => url.searchParams.get('continue') === fresh)).toBe(false);
    expect(intake.story.at(-2)).toBe('page [a:1 b:2]');
    await stop();
  });

  it('whose pages are not one snapshot begins anew', async () => {
    const { server, intake, stop } = await run(
      listing((request, response) => {
        const { searchParams } = request.url;
        if (searchParams.get('limit') === '5000') page(response, '12', [event('a', '3'), event('b', '11')]);
        else if (searchParams.has('continue')) page(response, '12', [event('b', '11')]);
        else page(response, '10', [event('a', '3')], 'more');
      }),
      { options: oldest },
    );
    await eventually(() => expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe('12'));
    expect(intake.story.at(-2)).toBe('page [a:3 b:11]');
    await stop();
  });

  it('is asked for compressed, and unpacked: recorded gzip', async () => {
    const recording = recorded('gzip', 1);
    const { server, intake, stop } = await run(
      listing((_request, response) => replay(response, recording)),
      { options: oldest },
    );
    await eventually(() => expect(intake.pushes.at(-1)?.kind).toBe('listed'));
    expect(server.of('page')[0]?.headers['accept-encoding']).toBe('gzip');
    expect(intake.revisions.length).toBeGreaterThan(100);
    expect(server.of('watch')[0]?.headers['accept-encoding']).toBeUndefined();
    await stop();
  });

  it('that breaks off in its middle, compressed or not, is read again from the beginning', async () => {
    const body = gzipSync(JSON.stringify({ metadata: { resourceVersion: '9' }, items: [event('a', '3')] }));
    const { intake, clock, stop } = await run(
      listing((request, response) => {
        if (request.index === 0) response.writeHead(200).end('{"metadata":{"resourceVersion":"9"},"items":[');
        else if (request.index === 1) response.writeHead(200, { 'content-encoding': 'gzip' }).end(body.subarray(0, 30));
        else response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
      }),
      { options: oldest },
    );
    await eventually(() => expect(clock.sleeping).toContain(800));
    clock.advance(800);
    await eventually(() => expect(clock.sleeping).toContain(1600));
    expect(intake.story).toEqual([]);
    clock.advance(1600);
    await eventually(() => expect(intake.story).toEqual(['page [a:3]', 'listed 9']));
    await stop();
  });

  it('that gets no answer, as with etcd gone, is given up after its time and repeated', async () => {
    const { server, intake, clock, source, stop } = await run(
      listing((request, response) => {
        if (request.index > 0) page(response, '9', []);
      }),
      { options: oldest },
    );
    await eventually(() => expect(server.of('page').length).toBe(1));
    expect(source.status().scopes[0]).toMatchObject({ state: 'listing', synced: false });
    clock.advance(60_000);
    await eventually(() => expect(clock.sleeping).toContain(800));
    expect(source.status().scopes[0]?.problem).toContain('as when etcd is away');
    clock.advance(800);
    await eventually(() => expect(intake.story).toEqual(['listed 9']));
    await eventually(() => expect(source.status().scopes[0]).toMatchObject({ synced: true, problem: undefined }));
    await stop();
  });

  it('of big pages is pushed in parts, so that memory stays bounded whatever the page', async () => {
    const text = 'x'.repeat(1000);
    const items = Array.from({ length: 3000 }, (_, index) => ({ ...event(`e${index}`, '5'), note: text }));
    const { intake, stop } = await run(
      listing((_request, response) => page(response, '9', items)),
      { options: oldest },
    );
    await eventually(() => expect(intake.story.at(-1)).toBe('listed 9'));
    expect(intake.revisions.length).toBe(3000);
    expect(intake.pushes.length).toBeGreaterThan(5);
    await stop();
  });

  it('that fails in its middle after a new epoch began does not begin another', async () => {
    const { intake, clock, stop } = await run(
      (request, response) => {
        if (request.kind === 'probe') failed(response, 410, 'Expired');
        else if (request.kind === 'watch') response.writeHead(200).flushHeaders();
        else if (request.index === 0) page(response, '50', [event('a', '3')], 'more');
        else if (request.index === 1) failed(response, 500, '');
        else page(response, '51', [event('a', '3'), event('b', '4')]);
      },
      { positions: { '': '100' } },
    );
    await eventually(() => expect(clock.sleeping).toContain(800));
    clock.advance(800);
    await eventually(() => expect(intake.story).toEqual(['epoch 50', 'page [a:3]', 'page [a:3 b:4]', 'listed 51']));
    await stop();
  });
});
