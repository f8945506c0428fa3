import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCycle, type Import, importsOf, sources } from './imports.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folders = globSync('{packages,plugins}/*', { cwd: root }).sort();
const files = sources(root, folders);
const imports = files.flatMap((file) => importsOf(root, file));

/** Which packages of ours a package may import. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'packages/go-template': [],
  'packages/sink-sdk': ['@kubeherald/go-template'],
  'packages/sink-host': ['@kubeherald/sink-sdk'],
  'packages/aliyun': ['@kubeherald/sink-sdk'],
  'packages/sink-testkit': ['@kubeherald/sink-host', '@kubeherald/sink-sdk'],
  'packages/core': ['@kubeherald/sink-host', '@kubeherald/sink-sdk'],
  'packages/simulator': [],
  'packages/kube-eventer': [],
  'packages/convert': ['@kubeherald/kube-eventer', '@kubeherald/sink-sdk'],
  'packages/cli': ['@kubeherald/convert', '@kubeherald/core', '@kubeherald/kube-eventer', '@kubeherald/simulator'],
};
const stages = ['source', 'intake', 'journal', 'lane', 'config', 'admin'];

const folderOf = (file: string) => file.split('/').slice(0, 2).join('/');
const ours = (specifier: string) => specifier.startsWith('@kubeherald/') || specifier === 'kubeherald';
const say = (list: readonly Import[]) => list.map((one) => `${one.from} imports ${one.specifier}`);

describe('imports point one way', () => {
  it('finds the sources it is to judge', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.some((one) => one.target?.startsWith('packages/core/'))).toBe(true);
  });

  it('between packages: cli → core → sink-host → sink-sdk → go-template, plugins → sink-sdk', () => {
    const wrong = imports.filter((one) => {
      if (!ours(one.specifier)) return false;
      const folder = folderOf(one.from);
      const may = folder.startsWith('plugins/')
        ? ['@kubeherald/sink-sdk', '@kubeherald/aliyun']
        : (allowed[folder] ?? []);
      return !may.some((name) => one.specifier === name || one.specifier.startsWith(`${name}/`));
    });
    expect(say(wrong)).toEqual([]);
  });

  it('never into the inside of another package', () => {
    const wrong = imports.filter((one) => one.target !== undefined && folderOf(one.from) !== folderOf(one.target));
    // The event's normal form alone: it keeps the schema library out of the daemon's main thread, some 10 MB. The layout of message
    // sinks, and what kube-eventer made of events: they keep the index of the SDK small.
    // And of Go's templates the text of a time alone, which takes a tenth of their modules.
    const ofSdk = ['event', 'message', 'kube-eventer'].map((entry) => `@kubeherald/sink-sdk/${entry}`);
    const entries = [...ofSdk, '@kubeherald/go-template/time'];
    const deep = imports.filter(
      (one) => /^@kubeherald\/[^/]+\/.+/.test(one.specifier) && !entries.includes(one.specifier),
    );
    expect(say([...wrong, ...deep])).toEqual([]);
  });

  it('inside core, a stage imports its own folder and the files beside host.ts only', () => {
    const stageOf = (file: string) => {
      const part = file.split('/')[3] ?? '';
      return stages.includes(part) ? part : undefined;
    };
    const wrong = imports.filter((one) => {
      if (!one.from.startsWith('packages/core/src/') || !one.target) return false;
      const stage = stageOf(one.from);
      if (!stage) return false;
      const beside = dirname(one.target) === 'packages/core/src' && !/\/(host|index)\.ts$/.test(one.target);
      return !beside && stageOf(one.target) !== stage;
    });
    expect(say(wrong)).toEqual([]);
  });

  it('inside core, only host.ts names two stages', () => {
    const stagesNamed = (file: string) =>
      new Set(
        imports
          .filter((one) => one.from === file && one.target?.startsWith('packages/core/src/'))
          .map((one) => one.target?.split('/')[3] ?? '')
          .filter((part) => stages.includes(part)),
      );
    const beside = files.filter((file) => dirname(file) === 'packages/core/src' && !/\/(host|index)\.ts$/.test(file));
    expect(beside.filter((file) => stagesNamed(file).size > 1)).toEqual([]);
  });

  it('makes no cycle', () => {
    const edges = new Map(
      files.map((file) => [
        file,
        imports.flatMap((one) => (one.from === file && !one.typeOnly && one.target ? [one.target] : [])),
      ]),
    );
    expect(findCycle(edges)).toBeUndefined();
  });

  it('a package lists the names it exports, and has one entry unless it is a binary', () => {
    const starred = files.filter((file) => /^\s*export \*/m.test(readFileSync(join(root, file), 'utf8')));
    expect(starred).toEqual([]);
    // Binaries, and what only our own tests import, a folder at a time.
    const entryless = ['packages/cli', 'packages/create-sink', 'packages/stand-ins'];
    for (const folder of folders.filter((one) => !entryless.includes(one))) {
      const manifest: unknown = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      expect(manifest).toMatchObject({ exports: { '.': expect.anything() } });
    }
  });

  it('finds a cycle when there is one', () => {
    expect(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
        ]),
      ),
    ).toEqual(['a', 'b', 'c', 'a']);
  });
});

describe('files', () => {
  it('are under 300 lines', () => {
    const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });
});
