import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { installedSinks } from './installed.ts';

function folder(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'kubeherald-installed-')));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function install(root: string, name: string, over: object = {}): string {
  const path = join(root, 'node_modules', name);
  mkdirSync(path, { recursive: true });
  writeFileSync(
    join(path, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', keywords: ['kubeherald-sink'], ...over }),
  );
  return path;
}

const places = (root: string) => ({
  configFolder: join(root, 'config', 'below'),
  workingFolder: join(root, 'work'),
  installationFolder: join(root, 'installation', 'lib'),
});

it('finds the packages with the keyword in the three places and above them, scoped or not, and no others', () => {
  const root = folder();
  const scoped = install(join(root, 'config'), '@acme/kube-sink', { version: '2.1.0' });
  install(join(root, 'work'), 'plain-sink');
  install(join(root, 'work'), 'no-sink', { keywords: ['kubeherald'] });
  install(join(root, 'work'), 'no-keywords', { keywords: undefined });
  install(join(root, 'installation'), '@kubeherald/sink-log');
  const sinks = installedSinks(places(root)).filter(({ folder }) => folder.startsWith(root));
  expect(sinks.map(({ packageName, foundIn }) => [packageName, foundIn])).toEqual([
    ['@acme/kube-sink', 'config'],
    ['@kubeherald/sink-log', 'installation'],
    ['plain-sink', 'working directory'],
  ]);
  expect(sinks[0]).toEqual({ packageName: '@acme/kube-sink', version: '2.1.0', folder: scoped, foundIn: 'config' });
});

it('takes of several copies the nearest, as a config would', () => {
  const root = folder();
  install(join(root, 'config', 'below'), 'twice', { version: '1.0.0' });
  install(join(root, 'config'), 'twice', { version: '2.0.0' });
  install(join(root, 'work'), 'twice', { version: '3.0.0' });
  const found = installedSinks(places(root)).filter(({ packageName }) => packageName === 'twice');
  expect(found.map(({ version }) => version)).toEqual(['1.0.0']);
});

it('follows links, and passes over what is no package', () => {
  const root = folder();
  const elsewhere = join(root, 'store', 'linked');
  install(join(root, 'store'), 'linked');
  const modules = join(root, 'work', 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  mkdirSync(join(modules, 'empty'));
  mkdirSync(join(modules, 'torn'));
  writeFileSync(join(modules, 'torn', 'package.json'), '{"name": "torn", "keywords": [');
  writeFileSync(join(modules, '.package-lock.json'), '{}');
  symlinkSync(join(root, 'store', 'node_modules', 'linked'), join(modules, 'linked'));
  symlinkSync(join(root, 'gone'), join(modules, 'dangling'));
  const sinks = installedSinks(places(root)).filter(({ folder }) => folder.startsWith(root));
  expect(sinks.map(({ packageName, folder }) => [packageName, folder])).toEqual([
    ['linked', elsewhere.replace('/store/', '/store/node_modules/')],
  ]);
});
