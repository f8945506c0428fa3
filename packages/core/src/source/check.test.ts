import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { checkSource } from './check.ts';
import { KeepingLog, kubeconfigFor } from './fixtures/run.ts';
import { event, page, type Script, ScriptedServer } from './fixtures/scripted-server.ts';

const never = new AbortController().signal;

async function check(script: Script, options: object = {}, limitMs = 20_000) {
  const server = await ScriptedServer.start(script);
  onTestFinished(() => server.close());
  const kubeconfig = kubeconfigFor(`http://127.0.0.1:${server.port}`);
  const log = new KeepingLog();
  return { server, scopes: await checkSource({ kubeconfig, ...options }, limitMs, { clock: systemClock, log }, never) };
}

function refuse(response: Parameters<Script>[1], verb: string): void {
  const message = `events is forbidden: User "bo" cannot ${verb} resource "events" in API group "" at the cluster scope`;
  response
    .writeHead(403, { 'content-type': 'application/json' })
    .end(JSON.stringify({ kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403, message }));
}

it('lists one event and begins a watch from there, in each namespace', async () => {
  const { server, scopes } = await check(
    (request, response) => {
      if (request.kind === 'watch') response.writeHead(200).flushHeaders();
      else page(response, '77', [event('a', '5')]);
    },
    { namespaces: ['shop', 'bank'] },
  );
  expect(scopes.map(({ scope, problem }) => [scope, problem])).toEqual([
    ['shop', undefined],
    ['bank', undefined],
  ]);
  expect(scopes[0]?.origin).toContain(`127.0.0.1:${server.port}`);
  const watches = new Map(server.of('watch').map(({ url }) => [url.pathname, url.searchParams.get('resourceVersion')]));
  expect(watches).toEqual(
    new Map([
      ['/api/v1/namespaces/shop/events', '77'],
      ['/api/v1/namespaces/bank/events', '77'],
    ]),
  );
});

it.each([
  ['list', 'list'],
  ['watch', 'watch'],
])('names the verb that is missing: %s', async (_name, verb) => {
  const { scopes } = await check((request, response) => {
    if (request.kind === 'watch' || verb === 'list') refuse(response, verb);
    else page(response, '77', []);
  });
  expect(scopes).toMatchObject([
    { problem: { code: 'KH_FORBIDDEN', message: expect.stringContaining(`User "bo" may not ${verb} events`) } },
  ]);
});

it.each<[string, Script, RegExp]>([
  ['answers with a page for people', (_request, response) => response.writeHead(200).end('<html>'), /no JSON; is this/],
  ['answers with other JSON', (_request, response) => response.writeHead(200).end('{}'), /no list of events/],
  ['is broken', (_request, response) => response.writeHead(500).end('oh'), /500.*oh/],
  ['cuts the answer', (request) => request.socket.destroy(), /listing events at .* failed \(network\)/],
])('says of a server that %s what is wrong', async (_name, script, message) => {
  const { scopes } = await check(script);
  expect(scopes).toMatchObject([{ problem: { code: 'KH_API_SERVER', message: expect.stringMatching(message) } }]);
});

it('waits no longer than it is told', async () => {
  const { scopes } = await check(() => undefined, {}, 100);
  expect(scopes).toMatchObject([{ problem: { message: expect.stringContaining('no answer within 0.1 s') } }]);
});

it('tells of a kubeconfig that cannot be read', async () => {
  const log = new KeepingLog();
  const scopes = await checkSource({ kubeconfig: '/nowhere' }, 20_000, { clock: systemClock, log }, never);
  expect(scopes).toMatchObject([{ problem: { code: 'KH_KUBECONFIG' } }]);
});

it('names the selectors when the server refuses what it was asked', async () => {
  const refusal = { kind: 'Status', status: 'Failure', reason: 'BadRequest', code: 400, message: 'found "EOF"' };
  const script: Script = (request, response) => {
    if (request.kind === 'watch') response.writeHead(400).end(JSON.stringify(refusal));
    else page(response, '77', []);
  };
  const { scopes } = await check(script, { labelSelector: 'a in (b' });
  expect(scopes[0]?.problem?.message).toMatch(/\(400 BadRequest\): found "EOF"; .*labelSelector \("a in \(b"\)/);
  expect(scopes[0]?.problem?.message).not.toContain('fieldSelector');
  const without = await check(script);
  expect(without.scopes[0]?.problem?.message).toMatch(/found "EOF"$/);
});
