import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of dead letters; later ones have higher numbers. */
export interface LetterFile {
  readonly path: string;
  readonly number: number;
  readonly bytes: number;
}

const digits = 8;
const name = /^([0-9]{8})\.ndjson$/;

/** Where the file with this number lies. */
export function letterPath(directory: string, number: number): string {
  return join(directory, `${String(number).padStart(digits, '0')}.ndjson`);
}

/** The files of a sink, oldest first; none when the directory does not exist. */
export async function listLetterFiles(directory: string): Promise<LetterFile[]> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const files: LetterFile[] = [];
  for (const found of names.sort()) {
    const [, number] = name.exec(found) ?? [];
    if (number === undefined) continue;
    const path = join(directory, found);
    files.push({ path, number: Number(number), bytes: (await stat(path)).size });
  }
  return files;
}

/** The lines of a file; `complete` is false for what follows the last newline: a write that was cut off, or is under way. */
export async function* letterLines(
  path: string,
): AsyncGenerator<{ readonly line: Buffer; readonly complete: boolean }> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path)) {
    let from = 0;
    const bytes: Buffer = chunk;
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, from)) {
      yield { line: Buffer.concat([...rest, bytes.subarray(from, at)]), complete: true };
      rest = [];
      from = at + 1;
    }
    if (from < bytes.length) rest.push(bytes.subarray(from));
  }
  if (rest.length > 0) yield { line: Buffer.concat(rest), complete: false };
}

/** Makes files that were created or removed in the directory survive a power loss. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether a file or directory does not exist (any more). */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
