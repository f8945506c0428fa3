import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolvePlugin } from './resolve.ts';

let root = '';
const place = (path: string) => join(root, path);
const url = (path: string) => pathToFileURL(place(path)).href;

async function file(path: string, content: string): Promise<void> {
  await mkdir(dirname(place(path)), { recursive: true });
  await writeFile(place(path), content);
}

async function install(folder: string, manifest: object, files: readonly string[] = ['index.js']): Promise<void> {
  await file(`${folder}/package.json`, JSON.stringify({ version: '1.2.3', ...manifest }));
  for (const name of files) await file(`${folder}/${name}`, 'export default {};');
}

const modules = (from: string, name: string) => `${from}/node_modules/${name}`;
const usesSdk = { peerDependencies: { '@kubeherald/sink-sdk': '^0.1.0' } };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'resolve-'));
  for (const folder of ['config', 'work', 'daemon']) await mkdir(place(folder));
  await install(modules('config', '@kubeherald/sink-near'), { name: '@kubeherald/sink-near' });
  await install(modules('work', '@kubeherald/sink-near'), { name: '@kubeherald/sink-near', version: '9.0.0' });
  await install(
    modules('work', '@kubeherald/sink-work'),
    { name: '@kubeherald/sink-work', main: './lib/main', exports: null },
    ['lib/main.js'],
  );
  await install(modules('daemon', '@kubeherald/sink-far'), { name: '@kubeherald/sink-far' });
  await install(
    modules('config', '@acme/esm-only'),
    { name: '@acme/esm-only', exports: { '.': { types: './t.d.ts', import: './esm.js' } } },
    ['esm.js'],
  );
  const both = { '@kubeherald/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' };
  await install(modules('config', '@acme/both'), { name: '@acme/both', exports: both }, [
    'src/index.ts',
    'dist/index.js',
  ]);
  await install(
    modules('config', '@acme/nested'),
    { name: '@acme/nested', exports: { require: './c.cjs', node: { import: ['./n.js'] } } },
    ['n.js'],
  );
  await install(modules('config', '@acme/closed'), { name: '@acme/closed', exports: { './part': './part.js' } }, []);
  await install(modules('config', '@acme/unbuilt'), { name: '@acme/unbuilt', exports: './dist/index.js' }, []);
  await install(modules('config', 'in-house'), { name: 'in-house', ...usesSdk });
  await install(modules('config', 'log'), { name: 'log' });
  await install('elsewhere/linked', { name: '@acme/linked' });
  await symlink(place('elsewhere/linked'), place(modules('config', '@acme/linked')));
  await file('config/single.js', '');
  await cp(place('config/single.js'), place('work/other.js'));
});

afterAll(() => rm(root, { recursive: true }));

const find = (use: string) =>
  resolvePlugin(use, {
    configFolder: place('config'),
    workingFolder: place('work'),
    installationFolder: place('daemon'),
  });

describe('a plugin is found', () => {
  it.each([
    ['by its short name, nearest first', 'near', 'config/node_modules/@kubeherald/sink-near/index.js', 'config'],
    ['from the working directory', 'work', 'work/node_modules/@kubeherald/sink-work/lib/main.js', 'working directory'],
    ["in the daemon's installation", 'far', 'daemon/node_modules/@kubeherald/sink-far/index.js', 'installation'],
    [
      'by its full name, with an import condition only',
      '@acme/esm-only',
      'config/node_modules/@acme/esm-only/esm.js',
      'config',
    ],
    ['as source when run from source', '@acme/both', 'config/node_modules/@acme/both/src/index.ts', 'config'],
    ['through nested conditions', '@acme/nested', 'config/node_modules/@acme/nested/n.js', 'config'],
    ['where a link leads', '@acme/linked', 'elsewhere/linked/index.js', 'config'],
    ['without scope, when it uses the SDK', 'in-house', 'config/node_modules/in-house/index.js', 'config'],
    ['by the path of a file', './single.js', 'config/single.js', 'config'],
    ['by a path from the working directory', './other.js', 'work/other.js', 'working directory'],
    ["by the path of a package's folder", '../elsewhere/linked', 'elsewhere/linked/index.js', 'config'],
  ])('%s', (_how, use, path, foundIn) => {
    expect(find(use)).toMatchObject({ url: url(path), foundIn });
  });

  it('with name and version of its package', () => {
    expect(find('near')).toMatchObject({ packageName: '@kubeherald/sink-near', version: '1.2.3' });
    expect(find('../elsewhere/linked/index.js')).toMatchObject({ packageName: '@acme/linked', version: '1.2.3' });
  });

  it('by an absolute path and a file: URL', () => {
    expect(find(place('config/single.js')).url).toBe(url('config/single.js'));
    expect(find(url('config/single.js')).url).toBe(url('config/single.js'));
  });
});

describe('a plugin is not found', () => {
  const notFound = (use: string) => {
    try {
      return find(use);
    } catch (error) {
      return error;
    }
  };

  it('with the places looked in and the command that installs it', () => {
    const error = notFound('bark');
    expect(error).toMatchObject({ name: 'SinkHostError', code: 'KH_PLUGIN_NOT_FOUND' });
    for (const part of [
      place('config'),
      place('work'),
      place('daemon'),
      `npm install --prefix ${place('config')} @kubeherald/sink-bark`,
    ]) {
      expect(error).toMatchObject({ message: expect.stringContaining(part) });
    }
  });

  it.each([
    ['log', 'KH_PLUGIN_NOT_FOUND'],
    ['@acme/missing', 'KH_PLUGIN_NOT_FOUND'],
    ['./missing.js', 'KH_PLUGIN_NOT_FOUND'],
    ['@acme/closed', 'KH_PLUGIN_PACKAGE'],
    ['@acme/unbuilt', 'KH_PLUGIN_PACKAGE'],
    ['', 'KH_PLUGIN_NAME'],
    ['@acme/a/b', 'KH_PLUGIN_NAME'],
    ['UPPER CASE', 'KH_PLUGIN_NAME'],
  ])('%s: %s', (use, code) => {
    expect(notFound(use)).toMatchObject({ code });
  });
});
