import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { codes, HeraldError } from '../errors.ts';
import { type ConnectionOptions, createConnection } from './connection.ts';
import { temporaryFolder } from './fixtures/folder.ts';
import { KeepingLog, kubeconfigFor } from './fixtures/run.ts';
import { ca, openConnection, serve, tokens } from './fixtures/secure.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

describe('a kubeconfig that is wrong', () => {
  const problem = async (options: ConnectionOptions) => {
    const error = await openConnection(options)
      .get()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HeraldError);
    expect(error).toMatchObject({ code: codes.kubeconfig });
    return error instanceof Error ? error.message : '';
  };

  it('names the file, the context and the field', async () => {
    const kubeconfig = kubeconfigFor('https://127.0.0.1:1', {}, {});
    const write = (name: string, text: string) => {
      writeFileSync(path(name), text);
      return path(name);
    };
    const content = readFileSync(kubeconfig, 'utf8');
    expect(await problem({ kubeconfig: '/does/not/exist' })).toMatch(
      /^\/does\/not\/exist: the kubeconfig cannot be read: ENOENT/,
    );
    expect(await problem({ kubeconfig: write('bad.yaml', 'clusters: [\nusers: "') })).toContain(
      `${path('bad.yaml')}:2:`,
    );
    expect(await problem({ kubeconfig, context: 'prod' })).toBe(
      `${kubeconfig}: there is no context "prod"; the contexts are: test`,
    );
    const noCluster = write('no-cluster', content.replace('"cluster":"c"', '"cluster":"gone"'));
    expect(await problem({ kubeconfig: noCluster })).toBe(
      `context "test" of ${noCluster}: its cluster "gone" is not in the file`,
    );
    const noServer = kubeconfigFor('api.example:6443');
    expect(await problem({ kubeconfig: noServer })).toContain(
      'server of cluster "c" must be an http or https URL, not "api.example:6443"',
    );
    const badCa = kubeconfigFor('https://127.0.0.1:1', {}, { 'certificate-authority-data': 'bm90IGEgcGVt' });
    expect(await problem({ kubeconfig: badCa })).toContain(
      'certificate-authority of cluster "c" cannot be used, a PEM was expected',
    );
    const noToken = kubeconfigFor('https://127.0.0.1:1', { tokenFile: '/no/token' });
    expect(await problem({ kubeconfig: noToken })).toContain('/no/token: the token file cannot be read');
  });

  it('and none at all: says where was looked', async () => {
    expect(await problem({ environment: { HOME: '/nowhere' } })).toMatch(
      /no cluster to connect to.*\/nowhere\/\.kube\/config/,
    );
    expect(await problem({ environment: { KUBECONFIG: '/a/b:/c/d' } })).toContain('KUBECONFIG names /a/b, /c/d');
  });
});

describe('KUBECONFIG', () => {
  it('with several files is merged as kubectl does: the first entry of a name counts', async () => {
    const { seen, script } = tokens('first');
    const { url } = await serve(script);
    const first = kubeconfigFor(url, { token: 'first' }, ca);
    const second = kubeconfigFor('https://127.0.0.1:1', { token: 'second' });
    const { get } = openConnection({ environment: { KUBECONFIG: `/missing:${first}:${second}` } });
    expect(await get()).toBe(200);
    expect(seen).toEqual(['first']);
  });
});

describe('the thread that reads the kubeconfig', () => {
  it('does not outlive a connection that is closed while an exec plugin hangs', async () => {
    const exec = { command: 'sleep', args: ['1000'] };
    const connection = createConnection(
      { kubeconfig: kubeconfigFor('https://127.0.0.1:1', { exec }), environment: { PATH: process.env.PATH } },
      systemClock,
      new KeepingLog(),
    );
    const controller = new AbortController();
    const waiting = connection.get('/', {}, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    await connection.close();
    await expect(connection.get('/', {}, new AbortController().signal)).rejects.toThrow('the connection is closed');
  });
});
