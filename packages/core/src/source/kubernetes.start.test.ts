import { describe, expect, it, vi } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { eventually, run } from './fixtures/run.ts';
import { emptyList, event, failed, frame, page, replay, type Script, tooLarge } from './fixtures/scripted-server.ts';

vi.setConfig({ testTimeout: 30_000 });

/** A server at `current` whose watches stay open and silent. */
const quiet =
  (current: string): Script =>
  (request, response) => {
    if (request.kind === 'watch') response.writeHead(200).flushHeaders();
    else emptyList(response, current);
  };

describe('the first start', () => {
  it('now: takes its position from a list of one, takes nothing of it, and watches from there', async () => {
    const { server, intake, stop } = await run((request, response) => {
      if (request.kind === 'one') page(response, '218', [event('old', '211')], 'more');
      else if (request.kind === 'watch') response.writeHead(200).write(frame('ADDED', event('new', '219')));
    });
    await eventually(() => expect(intake.story).toEqual(['listed 218', 'watch 219 [new:219]']));
    expect(server.requests.map((request) => request.kind)).toEqual(['one', 'watch']);
    expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe('218');
    await stop();
  });

  it('now, marked before it runs: watches from the mark, so that what happened since is taken', async () => {
    let current = '218';
    const { server, intake, stop } = await run(
      (request, response) => {
        if (request.kind !== 'watch') return emptyList(response, current);
        const from = Number(request.url.searchParams.get('resourceVersion'));
        response.writeHead(200);
        if (from < 219) response.write(frame('ADDED', event('meanwhile', '219')));
      },
      {
        before: async (source, marked) => {
          source.mark();
          await eventually(() => expect(marked.of('one').length).toBe(1));
          current = '219';
        },
      },
    );
    await eventually(() => expect(intake.story).toEqual(['listed 218', 'watch 219 [meanwhile:219]']));
    expect(server.requests.map((request) => request.kind)).toEqual(['one', 'watch']);
    await stop();
  });

  it('now, marked in vain: reads the position when it runs, and says what kept it from that', async () => {
    let starting = true;
    const { server, intake, log, stop } = await run(
      (request, response) => {
        if (request.kind === 'watch') response.writeHead(200).flushHeaders();
        else if (starting) failed(response, 503, 'ServiceUnavailable');
        else emptyList(response, '218');
      },
      {
        before: async (source, marked) => {
          source.mark();
          await eventually(() => expect(marked.of('one').length).toBe(1));
          starting = false;
        },
      },
    );
    await eventually(() => expect(server.of('watch').length).toBe(1));
    expect(intake.story).toEqual(['listed 218']);
    expect(log.at('debug')).toContain('the position could not be read yet');
    await stop();
  });

  it('marked, after an earlier run: goes on where that ended', async () => {
    const { server, stop } = await run(quiet('300'), {
      positions: { '': '218' },
      before: async (source) => source.mark(),
    });
    await eventually(() => expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe('218'));
    await stop();
  });

  it.each([{ kind: 'oldest' }, { kind: 'since', at: 0 }] as const)(
    '$kind: takes all that the server has, page by page, then marks the position of the list',
    async (startAt) => {
      const { server, intake, stop } = await run(
        (request, response) => {
          if (request.kind === 'page') replay(response, recorded('list-core-paged', [0, 2, 3][request.index] ?? 0));
          else response.writeHead(200).flushHeaders();
        },
        { options: { startAt, timing: { pageSize: 3 } } },
      );
      await eventually(() => expect(server.of('watch').length).toBe(1));
      expect(intake.pushes.map((push) => push.kind)).toEqual(['page', 'page', 'page', 'listed']);
      const position = JSON.parse(recorded('list-core-paged', 0).body.toString()).metadata.resourceVersion;
      expect(intake.story.at(-1)).toBe(`listed ${position}`);
      expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe(position);
      // The list's own version, not one of its items'; and no version together with a continue token.
      expect(server.of('page').map(({ url }) => url.searchParams.has('resourceVersion'))).toEqual([
        false,
        false,
        false,
      ]);
      expect(server.of('page').map(({ url }) => url.searchParams.has('continue'))).toEqual([false, true, true]);
      await stop();
    },
  );

  it('asks for the namespace, the selectors and the API group of the options', async () => {
    const options = { namespaces: ['team-a'], labelSelector: 'a=b', fieldSelector: 'type=Warning' };
    const { server, stop } = await run(quiet('5'), { options: { ...options, api: 'events.k8s.io/v1' } });
    await eventually(() => expect(server.of('watch').length).toBe(1));
    const url = server.of('watch')[0]?.url;
    expect(url?.pathname).toBe('/apis/events.k8s.io/v1/namespaces/team-a/events');
    expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
      labelSelector: 'a=b',
      fieldSelector: 'type=Warning',
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: '5',
      timeoutSeconds: '240',
    });
    await stop();
  });

  it('asks for a random watch duration, so that daemons do not come back together', async () => {
    const { server, clock, stop } = await run((request, response) => {
      clock.chance = 0.5;
      quiet('5')(request, response);
    });
    await eventually(() => expect(server.of('watch')[0]?.url.searchParams.get('timeoutSeconds')).toBe('360'));
    await stop();
  });
});

describe('a stored position', () => {
  const positions = { '': '100' };

  it('is probed before it is used', async () => {
    const { server, intake, stop } = await run(quiet('150'), { positions });
    await eventually(() => expect(server.of('watch').length).toBe(1));
    const probe = server.requests[0]?.url.searchParams;
    expect([probe?.get('resourceVersion'), probe?.get('resourceVersionMatch'), probe?.get('limit')]).toEqual([
      '100',
      'Exact',
      '1',
    ]);
    expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe('100');
    expect(intake.story).toEqual([]);
    await stop();
  });

  it('that was compacted leads to a list at once, and to a watch from the position of that list', async () => {
    const { server, intake, stop } = await run(
      (request, response) => {
        if (request.kind === 'probe') replay(response, recorded('continue-expired', 10));
        else if (request.kind === 'page') page(response, '300', [event('a', '90'), event('b', '250')]);
        else response.writeHead(200).flushHeaders();
      },
      { positions },
    );
    await eventually(() => expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe('300'));
    expect(intake.story).toEqual(['page [a:90 b:250]', 'listed 300']);
    await stop();
  });

  it('in the future of a server that was set back begins a new epoch, loudly, and takes all that the server has', async () => {
    const { server, intake, log, stop } = await run(
      (request, response) => {
        if (request.kind === 'probe') replay(response, recorded('list-core', 11));
        else if (request.kind === 'one') emptyList(response, '40');
        else if (request.kind === 'page') page(response, '41', [event('a', '7')]);
        else response.writeHead(200).flushHeaders();
      },
      { positions },
    );
    await eventually(() => expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe('41'));
    expect(intake.story).toEqual(['epoch 40', 'page [a:7]', 'listed 41']);
    expect(log.at('error').join()).toContain('A new epoch begins');
    await stop();
  });

  it('that the server has reached by the time it is compared is good: another API server was behind', async () => {
    const { server, intake, stop } = await run(
      (request, response) => {
        if (request.kind === 'probe') tooLarge(response);
        else quiet('100')(request, response);
      },
      { positions },
    );
    await eventually(() => expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe('100'));
    expect(intake.story).toEqual([]);
    await stop();
  });

  it('above the resourceVersion of a list begins a new epoch before the pages of that list', async () => {
    const { intake, stop } = await run(
      (request, response) => {
        if (request.kind === 'probe') failed(response, 410, 'Expired');
        else if (request.kind === 'page') page(response, '60', [event('a', '55')]);
        else response.writeHead(200).flushHeaders();
      },
      { positions },
    );
    await eventually(() => expect(intake.story).toEqual(['epoch 60', 'page [a:55]', 'listed 60']));
    await stop();
  });

  it('is compared by a plain list where the server does not know Exact', async () => {
    const { server, intake, stop } = await run(
      (request, response) => {
        if (request.kind === 'probe') failed(response, 400, 'BadRequest');
        else quiet('200')(request, response);
      },
      { positions },
    );
    await eventually(() => expect(server.of('watch')[0]?.url.searchParams.get('resourceVersion')).toBe('100'));
    expect(intake.story).toEqual([]);
    await stop();
  });

  it('numbers are compared by length before digits', async () => {
    const { intake, stop } = await run(
      (request, response) => {
        if (request.kind === 'probe') failed(response, 410, 'Expired');
        else if (request.kind === 'page') emptyList(response, '1000');
        else response.writeHead(200).flushHeaders();
      },
      { positions: { '': '999' } },
    );
    await eventually(() => expect(intake.story).toEqual(['listed 1000']));
    await stop();
  });
});
