import { findPackageJSON } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { codes, SinkHostError } from './codes.ts';
import { fileAtPath, fileOfPackage, type PluginFile, readManifest } from './resolve/package.ts';

/** Which of the places looked in a plugin was found in. */
export type Place = 'config' | 'working directory' | 'installation';

/** A plugin that was found. */
export interface ResolvedPlugin extends PluginFile {
  readonly foundIn: Place;
}

/** Folders to look from, nearest first. */
export interface PluginPlaces {
  /** Folder of the config file. */
  readonly configFolder: string;
  /** Default: the process's. */
  readonly workingFolder?: string;
  /** A folder of the daemon's own installation. Default: this package's. */
  readonly installationFolder?: string;
}

/** npm's own rule, without the upper case of old packages. */
const shortName = /^[a-z0-9][a-z0-9._-]*$/;
const scopedName = /^@[a-z0-9][a-z0-9._-]*\/[a-z0-9][a-z0-9._-]*$/;
const isPath = (use: string) => /^\.{1,2}([/\\]|$)/.test(use) || use.startsWith('file:') || isAbsolute(use);

function packageFolder(name: string, from: string): string | undefined {
  try {
    const file = findPackageJSON(name, pathToFileURL(join(from, 'package.json')));
    return file === undefined ? undefined : dirname(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw new SinkHostError(codes.pluginPackage, `Looking for the package ${name} from ${from} failed`, {
      cause: error,
    });
  }
}

type Look = (folder: string) => PluginFile | undefined;

const lookForPackage =
  (name: string): Look =>
  (folder) => {
    const found = packageFolder(name, folder);
    return found === undefined ? undefined : fileOfPackage(found);
  };

/** A package without scope is taken for a sink only when it depends on the SDK: `use: log` must not find npm's `log`. */
const lookForUnscopedSink =
  (name: string): Look =>
  (folder) => {
    const found = packageFolder(name, folder);
    return found !== undefined && readManifest(join(found, 'package.json')).usesSdk ? fileOfPackage(found) : undefined;
  };

function looksFor(use: string): { readonly looks: readonly Look[]; readonly install: string | undefined } {
  if (isPath(use)) {
    const path = use.startsWith('file:') ? fileURLToPath(use) : use;
    return { looks: [(folder) => fileAtPath(resolve(folder, path))], install: undefined };
  }
  if (scopedName.test(use)) return { looks: [lookForPackage(use)], install: use };
  if (shortName.test(use)) {
    const name = `@kubeherald/sink-${use}`;
    return { looks: [lookForPackage(name), lookForUnscopedSink(use)], install: name };
  }
  throw new SinkHostError(
    codes.pluginName,
    `${JSON.stringify(use)} names no sink; expected a short name (bark), a package (@acme/kube-sink) or a path (./my-sink.js)`,
  );
}

/**
 * Finds a plugin by its short name (`bark` → `@kubeherald/sink-bark`), its package's name, or its path: from the config's folder, then the working
 * directory, then the daemon's own installation.
 * @throws SinkHostError KH_PLUGIN_NAME, KH_PLUGIN_NOT_FOUND (naming the places looked in and the npm command that installs it), KH_PLUGIN_PACKAGE
 */
export function resolvePlugin(
  use: string,
  { configFolder, workingFolder, installationFolder }: PluginPlaces,
): ResolvedPlugin {
  const { looks, install } = looksFor(use);
  const places: [Place, string][] = [
    ['config', resolve(configFolder)],
    ['working directory', workingFolder ?? process.cwd()],
    ['installation', installationFolder ?? import.meta.dirname],
  ];
  for (const look of looks) {
    for (const [foundIn, folder] of places) {
      const found = look(folder);
      if (found !== undefined) return { ...found, foundIn };
    }
  }
  const told: Record<Place, string> = {
    config: "the config's folder",
    'working directory': 'the working directory',
    installation: "kubeherald's installation",
  };
  const distinct = places.filter(([, folder], index) => places.findIndex(([, other]) => other === folder) === index);
  const looked = distinct.map(([place, folder]) => `${told[place]} (${folder})`).join(', ');
  const help =
    install === undefined
      ? 'Correct the path, which begins at one of these folders; a package needs a package.json in its folder'
      : `Correct the name, or install it: npm install --prefix ${resolve(configFolder)} ${install}`;
  throw new SinkHostError(
    codes.pluginNotFound,
    `The sink ${JSON.stringify(use)} was not found, looking from ${looked}. ${help}`,
  );
}
