import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createConnection } from '../connection.ts';
import { FakeClock } from '../fixtures/fake-clock.ts';
import { KeepingLog, kubeconfigFor } from '../fixtures/run.ts';
import { failed, frame, json, type Script, ScriptedServer } from '../fixtures/scripted-server.ts';
import { followConfigMap } from './follow.ts';

vi.setConfig({ testTimeout: 60_000 });
const eventually = <Value>(check: () => Value) => vi.waitFor(check, { timeout: 30_000 });

const map = (content: string, resourceVersion: string) => ({
  metadata: { name: 'templates', namespace: 'team-a', resourceVersion },
  data: { content },
});
const list = (resourceVersion: string, ...items: object[]) => ({ metadata: { resourceVersion }, items });
const found = (content: string) => ({ kind: 'found', data: { content } });

async function follow(script: Script) {
  const server = await ScriptedServer.start(script);
  const clock = new FakeClock();
  const log = new KeepingLog();
  const kubeconfig = kubeconfigFor(`http://127.0.0.1:${server.port}`);
  const connection = createConnection({ environment: {}, kubeconfig }, clock, log);
  const states: unknown[] = [];
  const stop = new AbortController();
  const which = { namespace: 'team-a', name: 'templates' };
  const done = followConfigMap(which, { connection, clock, log }, (state) => states.push(state), stop.signal);
  onTestFinished(async () => {
    stop.abort(new Error('the test is over'));
    await done;
    await connection.close();
    await server.close();
  });
  return { server, clock, states };
}

describe('a ConfigMap', () => {
  it('is listed by its name and watched from there; changes, deletion and return are told', async () => {
    const { server, states } = await follow((request, response) => {
      if (request.kind !== 'watch') return json(response, 200, list('7', map('a', '5')));
      response.write(frame('MODIFIED', map('b', '8')));
      response.write(frame('BOOKMARK', { metadata: { resourceVersion: '9' } }));
      response.write(frame('DELETED', map('b', '10')));
      response.write(frame('ADDED', map('c', '11')));
    });
    await eventually(() => expect(states).toEqual([found('a'), found('b'), { kind: 'missing' }, found('c')]));
    const [first, watch] = server.requests;
    expect(first?.url.pathname).toBe('/api/v1/namespaces/team-a/configmaps');
    expect(first?.url.searchParams.get('fieldSelector')).toBe('metadata.name=templates');
    expect(Object.fromEntries(watch?.url.searchParams ?? [])).toMatchObject({
      fieldSelector: 'metadata.name=templates',
      resourceVersion: '7',
      allowWatchBookmarks: 'true',
    });
  });

  it('whose watch ends is watched on from the last position, without a list', async () => {
    const { server } = await follow((request, response) => {
      if (request.kind !== 'watch') return json(response, 200, list('7'));
      if (request.index === 0) response.end(frame('BOOKMARK', { metadata: { resourceVersion: '9' } }));
    });
    await eventually(() => expect(server.of('watch')).toHaveLength(2));
    expect(server.of('watch')[1]?.url.searchParams.get('resourceVersion')).toBe('9');
    expect(server.of('page')).toHaveLength(1);
  });

  it.each([
    ['gone', 'listed again', frame('ERROR', { code: 410, reason: 'Expired' }), 2],
    ['cut in the middle of a line', 'watched on', '{"type":', 1],
  ])('whose watch is %s is %s', async (_how, _what, text, lists) => {
    const { server, clock } = await follow((request, response) => {
      if (request.kind !== 'watch') return json(response, 200, list('7'));
      if (request.index > 0) return;
      response.write(text, () => (lists === 1 ? request.socket.destroy() : response.end()));
    });
    await eventually(() => expect(clock.sleeping).toContain(800));
    clock.advance(800);
    await eventually(() => expect(server.of('watch')).toHaveLength(2));
    expect(server.of('page')).toHaveLength(lists);
  });

  it('that is not there is missing until the watch shows it', async () => {
    const { states } = await follow((request, response) => {
      if (request.kind !== 'watch') return json(response, 200, list('7'));
      response.write(frame('ADDED', map('a', '8')));
    });
    await eventually(() => expect(states).toEqual([{ kind: 'missing' }, found('a')]));
  });

  it('that may only be got, as kube-eventer asks for, is read again twice a minute', async () => {
    let content = 'a';
    const { clock, states, server } = await follow((request, response) => {
      if (request.url.pathname.endsWith('/templates')) json(response, 200, map(content, '5'));
      else failed(response, 403, 'Forbidden');
    });
    await eventually(() => expect([states.length, clock.sleeping]).toEqual([1, [30_000]]));
    content = 'b';
    clock.advance(30_000);
    await eventually(() => expect(states).toEqual([found('a'), found('b')]));
    expect(server.of('watch')).toEqual([]);
  });

  it('that may not be read says what to grant to whom, and is read once it may', async () => {
    let allowed = false;
    const message =
      'configmaps "templates" is forbidden: User "system:serviceaccount:obs:herald" cannot get resource "configmaps" in API group "" in the namespace "team-a"';
    const { clock, states } = await follow((request, response) => {
      if (!allowed) return json(response, 403, { kind: 'Status', message, reason: 'Forbidden', code: 403 });
      if (request.kind !== 'watch') json(response, 200, list('7', map('a', '5')));
    });
    await eventually(() => expect([states.length, clock.sleeping]).toEqual([1, [30_000]]));
    expect(states).toEqual([
      {
        kind: 'forbidden',
        message:
          'User "system:serviceaccount:obs:herald" may not get configmaps "templates" in namespace "team-a". Grant get, list and watch: kubectl create role kubeherald-templates --namespace=team-a --verb=get,list,watch --resource=configmaps --resource-name=templates && kubectl create rolebinding kubeherald-templates --namespace=team-a --role=kubeherald-templates --serviceaccount=obs:herald.',
      },
    ]);
    allowed = true;
    clock.advance(30_000);
    await eventually(() => expect(states.at(-1)).toEqual(found('a')));
  });

  it('that cannot be asked for is tried again with growing waits', async () => {
    const { clock, states } = await follow((request, response) => {
      if (request.kind === 'watch') return;
      if (request.index < 2) failed(response, 500, 'InternalError');
      else json(response, 200, list('7', map('a', '5')));
    });
    await eventually(() => expect(clock.sleeping).toContain(800));
    expect(states).toEqual([{ kind: 'unreachable', message: 'InternalError' }]);
    clock.advance(800);
    await eventually(() => expect(clock.sleeping).toContain(1_600));
    clock.advance(1_600);
    await eventually(() => expect(states.at(-1)).toEqual(found('a')));
  });
});
