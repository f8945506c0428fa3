import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './registry/npm.ts';
import { type Registry, startRegistry } from './registry/registry.ts';
import { copyRepository, lerna, publicPackages } from './registry/release.ts';

describe('lerna version, after a feature of the SDK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-release-'));
  const copy = join(folder, 'repository');
  let registry: Registry;

  const git = (...parameters: readonly string[]) => run('git', parameters, copy, process.env);
  const text = (path: string) => readFileSync(join(copy, path), 'utf8');
  const manifest = (path: string): unknown => JSON.parse(text(`${path}/package.json`));
  const before = new Map(publicPackages().map(({ name, version }) => [name, version]));
  const minor = (version = '') => version.replace(/(\d+)\.\d+$/, (_all, number: string) => `${Number(number) + 1}.0`);

  beforeAll(async () => {
    registry = await startRegistry(join(folder, 'registry'));
    copyRepository(copy);
    await git('init', '--quiet', '--initial-branch=main');
    await git('config', 'user.name', 'test');
    await git('config', 'user.email', 'test@example.com');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'chore: begin');
    for (const [name, version] of before) await git('tag', '--annotate', `${name}@${version}`, '--message', 'release');
    appendFileSync(join(copy, 'packages/sink-sdk/src/index.ts'), '// more\n');
    await git('commit', '--quiet', '--all', '--message', 'feat(sink-sdk): counts in graphemes');
    await lerna(registry, copy, 'version', '--yes', '--no-push');
  });
  afterAll(async () => {
    await registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('raises the SDK by a minor version and writes its changelog', () => {
    expect(manifest('packages/sink-sdk')).toHaveProperty('version', minor(before.get('@kubeherald/sink-sdk')));
    expect(text('packages/sink-sdk/CHANGELOG.md')).toContain('counts in graphemes');
  });

  it('releases what depends on it, on the new one, so that one copy is installed', () => {
    const range = `^${minor(before.get('@kubeherald/sink-sdk'))}`;
    expect(manifest('packages/core')).toHaveProperty(['dependencies', '@kubeherald/sink-sdk'], range);
    expect(manifest('packages/core')).not.toHaveProperty('version', before.get('@kubeherald/core'));
    expect(manifest('packages/create-sink')).toHaveProperty(['devDependencies', '@kubeherald/sink-sdk'], range);
  });

  it('leaves sinks that are out there usable: their range takes the new SDK', () => {
    const peer = ['peerDependencies', '@kubeherald/sink-sdk'];
    expect(manifest('plugins/sink-log')).toHaveProperty(peer, '>=0.1.0 <2');
  });

  it('leaves a tree that is committed and tagged', async () => {
    expect(await git('status', '--porcelain')).toBe('');
    expect(await git('tag', '--points-at', 'HEAD')).toContain('@kubeherald/sink-sdk@');
  });
});
