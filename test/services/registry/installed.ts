import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One package below a folder's node_modules. */
export interface InstalledPackage {
  /** Where it is, relative to the folder. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** Names of scripts that npm would run when it installs the package. */
  readonly installScripts: readonly string[];
}

const runAtInstall = ['preinstall', 'install', 'postinstall'];

/** All packages installed below `folder`, as they are on disk. */
export function installedPackages(folder: string): readonly InstalledPackage[] {
  const manifests = globSync('**/node_modules/{*,@*/*}/package.json', { cwd: folder });
  return manifests.map((file) => {
    const content: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const fields: { name?: unknown; version?: unknown; scripts?: unknown } =
      typeof content === 'object' && content !== null ? content : {};
    const scripts = Object.keys(fields.scripts ?? {}).filter((name) => runAtInstall.includes(name));
    // npm builds a package with this file even when it names no script.
    if (existsSync(join(folder, dirname(file), 'binding.gyp'))) scripts.push('binding.gyp');
    return { path: dirname(file), name: String(fields.name), version: String(fields.version), installScripts: scripts };
  });
}

/** Bytes that the files below `folder` take on disk, in blocks as `du` counts them. */
export function bytesOnDisk(folder: string): number {
  const blockBytes = 512;
  let bytes = 0;
  for (const file of globSync('**/*', { cwd: folder })) {
    bytes += (statSync(join(folder, file), { throwIfNoEntry: false })?.blocks ?? 0) * blockBytes;
  }
  return bytes;
}
