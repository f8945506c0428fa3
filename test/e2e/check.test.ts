import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Destination } from '../support/destination.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { runCommand } from './commands.ts';

interface Row {
  readonly what: string;
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly help?: string;
  readonly code?: string;
}

/** A webhook's check sends OPTIONS, which a scene's destination, a reader of events, does not understand. Anything else fails here. */
async function options(status: number): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.method === 'OPTIONS' ? status : 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}/`;
}

describe('kubeherald check', () => {
  let scene: Scene;
  let destination: Destination;

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    return scene.end;
  });

  const check = (config: string, ...more: string[]) => runCommand(['check', '--config', config, ...more]);
  const rowsOf = async (config: string, ...more: string[]) => {
    const { code, output, errors } = await check(config, '--json', ...more);
    const rows: readonly Row[] = JSON.parse(output === '' ? '[]' : output);
    return { code, errors, rows, row: (name: string) => rows.find((row) => row.name === name) };
  };
  const log = { name: 'file', use: 'log', with: {} };
  const source = (user: string, more: object = {}) =>
    scene.cluster.kubeconfigOf(user).then((kubeconfig) => ({ kubernetes: { kubeconfig, ...more } }));

  it('is content when all is well, writes nothing, and posts no event', async () => {
    const config = scene.configFile({
      sinks: [webhook('ops', await options(204)), { ...log, with: { path: scene.path('a.log') } }],
    });
    const plain = await check(config);
    expect(plain.code, plain.output).toBe(0);
    expect(plain.output).toMatch(/^source the whole cluster +ok +events can be listed and watched at https:/m);
    expect(plain.output).toMatch(/^journal .*journal +ok +not there yet, can be made, .* free, held by no process$/m);
    expect(plain.output).toMatch(/^sink ops +ok /m);
    expect(plain.output).toMatch(/^sink file +ok /m);
    expect(readdirSync(scene.folder)).not.toContain('journal');
  });

  it('tells of each sink what is wrong, and checks the others', async () => {
    await destination.away();
    const config = scene.configFile({
      sinks: [
        webhook('gone', destination.url),
        webhook('denied', await options(401)),
        webhook('good', await options(405)),
        log,
      ],
    });
    const { code, row } = await rowsOf(config);
    // Somebody has to change an option; a destination that is only away would be 1.
    expect(code).toBe(78);
    expect(row('gone')).toMatchObject({
      state: 'problem',
      code: 'KH_SINK_RETRY',
      message: expect.stringContaining('nothing listens there'),
    });
    expect(row('denied')).toMatchObject({
      state: 'misconfigured',
      message: expect.stringContaining('401'),
      help: expect.stringMatching(/config\.yaml:\d+:\d+/),
    });
    expect(row('good')).toMatchObject({ state: 'ok' });
    expect(row('file')).toMatchObject({ state: 'ok' });
  });

  it('can look at one sink alone', async () => {
    await destination.away();
    const config = scene.configFile({ sinks: [webhook('gone', destination.url), log] });
    const one = await rowsOf(config, '--sink', 'file');
    expect(one.code).toBe(0);
    expect(one.rows.map(({ name }) => name)).toEqual(['file']);
    const none = await check(config, '--sink', 'nope');
    expect([none.code, none.errors]).toEqual([64, expect.stringContaining('its sinks are gone, file')]);
  });

  it('says of a sink that offers no check that it was not checked', async () => {
    const file = scene.path('own.mjs');
    writeFileSync(
      file,
      `export default { [Symbol.for('kubeherald.sink')]: true, apiVersion: 1, name: 'own', config: { type: 'object', properties: {} },
        open: () => ({ async deliver() {} }) };`,
    );
    const { code, row } = await rowsOf(scene.configFile({ sinks: [{ name: 'own', use: './own.mjs' }] }));
    expect(code).toBe(0);
    expect(row('own')).toMatchObject({ state: 'unchecked', message: 'not checked (the sink offers no check)' });
  });

  it('names the permission that the source lacks, for the scope that lacks it', async () => {
    const nobody = await rowsOf(scene.configFile({ source: await source('nobody'), sinks: [log] }));
    expect(nobody.code).toBe(1);
    expect(nobody.row('the whole cluster')).toMatchObject({
      state: 'problem',
      code: 'KH_FORBIDDEN',
      message: expect.stringMatching(
        /User "nobody" may not list events at the cluster scope\. Grant .*kubectl create clusterrole /,
      ),
    });
    const kubernetes = await source('team-a-reader', { namespaces: ['team-a', 'team-b'] });
    const reader = await rowsOf(scene.configFile({ source: kubernetes, sinks: [log] }));
    expect(reader.row('team-a')).toMatchObject({ state: 'ok' });
    expect(reader.row('team-b')).toMatchObject({
      state: 'problem',
      message: expect.stringContaining('in namespace "team-b"'),
    });
  });

  it('tells that the API server is not there', async () => {
    await scene.cluster.stop();
    const { code, row } = await rowsOf(scene.configFile({ sinks: [log] }));
    expect(code).toBe(1);
    expect(row('the whole cluster')?.state).toBe('problem');
  });

  it('tells who holds the journal, and lets go on', async () => {
    const config = scene.configFile({ sinks: [log] });
    const daemon = await scene.run(config);
    const { code, row } = await rowsOf(config);
    expect(code).toBe(0);
    expect(row(scene.path('journal'))).toMatchObject({
      state: 'ok',
      message: expect.stringContaining(`held by process ${daemon.child.process.pid} on`),
    });
    expect((await daemon.get('/readyz')).status).toBe(200);
  });

  it('tells that the journal cannot be where it is to be', async () => {
    mkdirSync(scene.path('taken'));
    writeFileSync(scene.path('taken', 'journal'), '');
    const { code, row } = await rowsOf(
      scene.configFile({ journal: { path: scene.path('taken', 'journal') }, sinks: [log] }),
    );
    expect(code).toBe(1);
    expect(row(scene.path('taken', 'journal'))).toMatchObject({
      state: 'problem',
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  it('ends with 78 for a wrong config: the whole file at once, a sink as a row beside the others', async () => {
    const file = await check(scene.configFile({ clustr: 'x', sinks: [log] }));
    expect(file.code).toBe(78);
    expect(file.errors).toContain('did you mean "cluster"');
    const sinks = await rowsOf(scene.configFile({ sinks: [{ name: 'new', use: 'nowhere' }, log] }));
    expect(sinks.code).toBe(78);
    expect(sinks.row('new')).toMatchObject({
      state: 'misconfigured',
      message: expect.stringMatching(
        /config\.yaml:\d+:\d+: sinks\[0\]\.use: .*npm install .*@kubeherald\/sink-nowhere/,
      ),
    });
    expect(sinks.row('file')).toMatchObject({ state: 'ok' });
  });
});
