import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './npm.ts';
import type { Registry } from './registry.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** A package that users install. */
export interface PublicPackage {
  readonly name: string;
  readonly version: string;
  /** Relative to the repository. */
  readonly folder: string;
  /** package.json. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** Every package of the repository that is not private. */
export function publicPackages(): readonly PublicPackage[] {
  return ['packages', 'plugins'].flatMap((group) =>
    readdirSync(join(repository, group)).flatMap((entry) => {
      const folder = `${group}/${entry}`;
      const manifest: unknown = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'));
      if (typeof manifest !== 'object' || manifest === null) throw new Error(`${folder}/package.json is no object`);
      const fields: Record<string, unknown> = { ...manifest };
      if (fields.private === true) return [];
      return [{ name: String(fields.name), version: String(fields.version), folder, manifest: fields }];
    }),
  );
}

/**
 * Publishes what the working tree has, as a release does: a clean build, then `lerna publish from-package`. In a copy below `folder`, for lerna writes into the
 * packages while it publishes.
 */
export async function publishAll(registry: Registry, folder: string): Promise<void> {
  const copy = join(folder, 'repository');
  copyRepository(copy);
  await run(process.execPath, [program('typescript', 'tsc'), '-b'], copy, registry.npm.environment);
  // Without git there is nothing to reset.
  await lerna(registry, copy, 'publish', 'from-package', '--yes', '--no-git-reset');
}

/** Runs lerna in a copy of the repository. */
export function lerna(registry: Registry, copy: string, ...parameters: readonly string[]): Promise<string> {
  const environment = { ...registry.npm.environment, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' };
  return run(process.execPath, [program('lerna', 'lerna'), ...parameters], copy, environment);
}

/** The file behind a program of a package of the repository. */
function program(name: string, bin: string): string {
  const folder = join(repository, 'node_modules', name);
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const fields: { bin?: unknown } = typeof manifest === 'object' && manifest !== null ? manifest : {};
  const file = new Map(Object.entries(typeof fields.bin === 'object' ? (fields.bin ?? {}) : {})).get(bin);
  if (typeof file !== 'string') throw new Error(`${name} has no program ${bin}`);
  return join(folder, file);
}

/** Copies all that a build and a release need; what others made is linked, and our own packages are those of the copy. */
export function copyRepository(copy: string): void {
  mkdirSync(copy, { recursive: true });
  const own = ['package.json', 'package-lock.json', 'lerna.json', 'tsconfig.json', 'tsconfig.base.json', 'LICENSE'];
  for (const file of [...own, '.gitignore', 'test/package.json']) cpSync(join(repository, file), join(copy, file));
  const left = new Set(['node_modules', 'dist']);
  for (const group of ['packages', 'plugins']) {
    const from = join(repository, group);
    cpSync(from, join(copy, group), { recursive: true, filter: (path) => !left.has(basename(path)) });
    for (const entry of readdirSync(from)) linkModules(join(from, entry), join(copy, group, entry));
  }
  linkModules(repository, copy);
}

function linkModules(from: string, to: string): void {
  const source = join(from, 'node_modules');
  if (lstatSync(source, { throwIfNoEntry: false }) === undefined) return;
  linkEntries(source, join(to, 'node_modules'));
}

function linkEntries(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source)) {
    const path = join(source, entry);
    // npm links workspaces relatively, so the same link leads to the copy.
    if (lstatSync(path).isSymbolicLink()) symlinkSync(readlinkSync(path), join(target, entry));
    else if (entry.startsWith('@')) linkEntries(path, join(target, entry));
    else symlinkSync(path, join(target, entry));
  }
}
