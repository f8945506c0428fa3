import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './registry/npm.ts';
import { type Registry, startRegistry, tool } from './registry/registry.ts';
import { type PublicPackage, publicPackages, publishAll } from './registry/release.ts';

const packages = publicPackages();
const isSink = ({ name }: PublicPackage) => /^@kubeherald\/sink-(?!sdk$|host$|testkit$)/.test(name);
/** As npm create writes it too; the reason is there. */
const sdkPeerRange = '>=0.1.0 <2';

/** What users have no use for. The scaffolder's template is a package's source with its tests. */
const unwanted = /\.test\.|\/fixtures\/|\.tsbuildinfo$|\.map$|(?<!\.d)\.ts$|tsconfig/;

describe('what is published', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-packages-'));
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(join(folder, 'registry'));
    await publishAll(registry, folder);
  });
  afterAll(async () => {
    await registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(packages)('$name', (one) => {
    const unpacked = join(folder, one.name.replace(/\W+/g, '-'));
    let tarball: string;
    let files: readonly string[];

    beforeAll(async () => {
      mkdirSync(unpacked);
      const file = (await registry.npm(unpacked, 'pack', '--silent', `${one.name}@${one.version}`)).trim();
      tarball = join(unpacked, file);
      const listing = await run('tar', ['-tzf', tarball], unpacked, process.env);
      files = listing.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/^package\//, '')]));
      await run('tar', ['-xzf', tarball], unpacked, process.env);
    });

    it('is clean by publint', async () => {
      await run(process.execPath, [tool('publint/src/cli.js'), 'run', tarball, '--strict'], folder, process.env);
    });

    it('has types that its users’ TypeScript finds', async () => {
      // A package with a program alone is imported by nobody.
      if (!hasEntry(one)) return expect(one.manifest).toHaveProperty('bin');
      const parameters = [tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'esm-only'];
      await run(process.execPath, parameters, folder, process.env);
    });

    it('has what its users need, and nothing else', () => {
      expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
      expect(files.filter((file) => unwanted.test(file) && !file.startsWith('template/'))).toEqual([]);
      const mapped = files.filter((file) => file.endsWith('.js') && /^\/\/# sourceMappingURL/m.test(text(file)));
      expect(mapped).toEqual([]);
    });

    it('says where its source is, so that its provenance can be attested', () => {
      expect(one.manifest).toMatchObject({
        repository: { type: 'git', url: expect.stringMatching(/^git\+https:/), directory: one.folder },
        publishConfig: { access: 'public' },
        license: 'Apache-2.0',
        engines: { node: '>=22.22' },
      });
      for (const name of ['preinstall', 'install', 'postinstall']) {
        expect(one.manifest).not.toHaveProperty(['scripts', name]);
      }
    });

    it.runIf(isSink(one))('is found as a sink, and runs on the SDK that kubeherald brings', () => {
      expect(one.manifest.keywords).toContain('kubeherald-sink');
      expect(one.manifest).not.toHaveProperty(['dependencies', '@kubeherald/sink-sdk']);
      expect(one.manifest).toHaveProperty(['peerDependencies', '@kubeherald/sink-sdk'], sdkPeerRange);
    });

    const text = (file: string) => readFileSync(join(unpacked, 'package', file), 'utf8');
  });

  it('is not found under a name that the repository keeps to itself', async () => {
    await expect(registry.npm(folder, 'view', '@kubeherald/test')).rejects.toThrow('E404');
  });
});

function hasEntry({ manifest }: PublicPackage): boolean {
  const { exports } = manifest;
  return typeof exports === 'object' && exports !== null && '.' in exports;
}
