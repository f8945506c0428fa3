import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Place } from '@kubeherald/sink-host';

/** Where sinks are looked for. */
export interface SinkPlaces {
  /** Folder of the config file. */
  readonly configFolder: string;
  /** Default: the process's. */
  readonly workingFolder?: string;
  /** A folder of the daemon's own installation. Default: this package's. */
  readonly installationFolder?: string;
}

/** A package that says of itself that it is a sink. */
export interface InstalledSink {
  readonly packageName: string;
  readonly version: string;
  /** The package's folder, links followed. */
  readonly folder: string;
  readonly foundIn: Place;
}

/** npm's keyword by which a package says so. */
const keyword = 'kubeherald-sink';

/**
 * The sinks in the `node_modules` of the three places and of the folders above each, as Node looks for packages; of several copies the one that
 * a config's `use` would find. Packages whose package.json cannot be read are no sinks that anybody could use, and are left out.
 */
export function installedSinks(places: SinkPlaces): readonly InstalledSink[] {
  const found = new Map<string, InstalledSink>();
  const folders: readonly (readonly [Place, string])[] = [
    ['config', resolve(places.configFolder)],
    ['working directory', places.workingFolder ?? process.cwd()],
    ['installation', places.installationFolder ?? import.meta.dirname],
  ];
  const looked = new Set<string>();
  for (const [foundIn, folder] of folders) {
    for (const modules of moduleFolders(folder)) {
      if (looked.has(modules)) continue;
      looked.add(modules);
      for (const path of packagesIn(modules)) {
        const sink = sinkAt(path, foundIn);
        if (sink && !found.has(sink.packageName)) found.set(sink.packageName, sink);
      }
    }
  }
  return [...found.values()].sort((one, other) => one.packageName.localeCompare(other.packageName));
}

function moduleFolders(from: string): string[] {
  const parent = dirname(from);
  return [join(from, 'node_modules'), ...(parent === from ? [] : moduleFolders(parent))];
}

function packagesIn(modules: string): string[] {
  return entriesOf(modules).flatMap((name) => {
    if (name.startsWith('.')) return [];
    const path = join(modules, name);
    return name.startsWith('@') ? entriesOf(path).map((inner) => join(path, inner)) : [path];
  });
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function sinkAt(path: string, foundIn: Place): InstalledSink | undefined {
  const manifest = manifestOf(join(path, 'package.json'));
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  const { name, version, keywords }: { name?: unknown; version?: unknown; keywords?: unknown } = manifest;
  if (typeof name !== 'string' || !Array.isArray(keywords) || !keywords.includes(keyword)) return undefined;
  return {
    packageName: name,
    version: typeof version === 'string' ? version : '',
    folder: realpathSync(path),
    foundIn,
  };
}

function manifestOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (isAbsent(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Nothing is there, or nothing that this user may see: Node would not find it either. */
function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'EPERM';
}
