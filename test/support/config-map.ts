import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder as the kubelet mounts a ConfigMap: the file is a link through `..data`, which is swapped as a whole. */
export interface ConfigMap {
  readonly file: string;
  /** Puts a new text in the file's place, as the kubelet does. */
  swap(text: string): void;
}

/** Mounts a ConfigMap with one file, config.yaml. */
export function mountConfigMap(folder: string, text: string): ConfigMap {
  let version = 0;
  const data = join(folder, '..data');
  const swap = (next: string) => {
    version += 1;
    const name = `..version-${version}`;
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'config.yaml'), next);
    const link = join(folder, '..data_tmp');
    symlinkSync(name, link);
    renameSync(link, data);
  };
  swap(text);
  const file = join(folder, 'config.yaml');
  symlinkSync(join('..data', 'config.yaml'), file);
  return { file, swap };
}
