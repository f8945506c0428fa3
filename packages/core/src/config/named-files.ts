import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SinkConfig } from './resolved.ts';

/** More than any sink names: a bound for what is looked at every few seconds. */
const filesAtMost = 64;
/** PATH_MAX of Linux: what is longer names no file. */
const longestPath = 4_096;

/** The paths in a sink's options, and that of its plugin: a change of theirs may mend it. Relative ones are seen from `folder`. */
export function namedFiles(
  { use, with: options }: Pick<SinkConfig, 'use' | 'with'>,
  folder: string,
): readonly string[] {
  const paths = [use, ...stringsIn(options)].filter(
    (text) => /^(\.{0,2}\/|file:\/\/\/)/.test(text) && text.length <= longestPath,
  );
  return [
    ...new Set(paths.map((path) => resolve(folder, path.startsWith('file:') ? fileURLToPath(path) : path))),
  ].slice(0, filesAtMost);
}

/** Tells whether any of the files was written, replaced, created or removed since: not by their content, which may be large. */
export async function fingerprint(paths: readonly string[]): Promise<string> {
  const states = await Promise.all(
    paths.map(async (path) => {
      try {
        const { ino, size, mtimeMs } = await stat(path);
        return `${ino}:${size}:${mtimeMs}`;
      } catch (error) {
        // That it cannot be seen, and why, is its state.
        return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      }
    }),
  );
  return states.join();
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
