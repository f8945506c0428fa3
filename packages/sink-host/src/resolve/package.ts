import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codes, SinkHostError } from '../codes.ts';
import { mainFile } from './exports.ts';

/** As Node resolves an import; from source, workspace packages resolve to their sources too. */
const conditions = new Set([
  'node',
  'import',
  'module-sync',
  ...(import.meta.url.endsWith('.ts') ? ['@kubeherald/source'] : []),
]);

/** A plugin's file, and the package it belongs to. */
export interface PluginFile {
  /** `file:` URL, for import(). */
  readonly url: string;
  /** Name of its package, empty for a file that belongs to none. */
  readonly packageName: string;
  /** Version of its package, empty when unknown. */
  readonly version: string;
}

/** The parts of a package.json that matter here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  /** Whether it names the SDK among its dependencies, so that it probably is a sink. */
  readonly usesSdk: boolean;
  readonly content: unknown;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

const hasSdk = (dependencies: unknown) =>
  typeof dependencies === 'object' && dependencies !== null && '@kubeherald/sink-sdk' in dependencies;

/** @throws SinkHostError when the file cannot be read or is no JSON */
export function readManifest(file: string): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SinkHostError(codes.pluginPackage, `${file} cannot be read as JSON; install the package again`, {
      cause,
    });
  }
  const fields: { name?: unknown; version?: unknown; dependencies?: unknown; peerDependencies?: unknown } =
    typeof content === 'object' && content !== null ? content : {};
  const usesSdk = hasSdk(fields.dependencies) || hasSdk(fields.peerDependencies);
  return { name: text(fields.name), version: text(fields.version), usesSdk, content };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * The plugin's file within a package's folder.
 * @throws SinkHostError when the package exports nothing, or a file that is not there
 */
export function fileOfPackage(folder: string): PluginFile {
  const manifest = readManifest(join(folder, 'package.json'));
  const main = mainFile(manifest.content, conditions);
  if (main === undefined) {
    throw new SinkHostError(
      codes.pluginPackage,
      `The package ${manifest.name} in ${folder} exports nothing to import; its package.json needs "exports" or "main"`,
    );
  }
  const path = join(folder, main);
  const found = [path, `${path}.js`, join(path, 'index.js')].find(isFile);
  if (found === undefined) {
    throw new SinkHostError(
      codes.pluginPackage,
      `The package ${manifest.name} names ${path}, which is not there; build it, or install it again`,
    );
  }
  return { url: urlOf(found), packageName: manifest.name, version: manifest.version };
}

/** Symbolic links (workspaces) are followed, so that a plugin finds its own dependencies as it would when imported by name. */
function urlOf(path: string): string {
  return pathToFileURL(realpathSync(path)).href;
}

/** The plugin at a path: a file, or the folder of a package. Undefined: nothing is there. */
export function fileAtPath(path: string): PluginFile | undefined {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry?.isDirectory()) return existsSync(join(path, 'package.json')) ? fileOfPackage(path) : undefined;
  if (!entry?.isFile() || extname(path) === '') return undefined;
  const { name, version } = ownerOf(dirname(realpathSync(path)));
  return { url: urlOf(path), packageName: name, version };
}

function ownerOf(folder: string): { readonly name: string; readonly version: string } {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return readManifest(file);
  const parent = dirname(folder);
  return parent === folder ? { name: '', version: '' } : ownerOf(parent);
}
