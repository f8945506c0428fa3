import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CreateError } from './errors.ts';

/** A folder may have these before: somebody ran `git init` first. */
const welcome: ReadonlySet<string> = new Set(['.git']);

/**
 * Writes `files` into a new or empty folder; overwrites nothing.
 * @throws CreateError when there is something in it, or it cannot be written
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  const there = contentOf(folder).filter((entry) => !welcome.has(entry));
  if (there.length > 0) {
    const some = there.slice(0, 3).join(', ');
    throw new CreateError(
      `The folder ${folder} is not empty (${there.length > 3 ? `${some}, …` : some}), so nothing was written. Choose another name, or empty it`,
    );
  }
  for (const [path, text] of files) {
    const file = join(folder, path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: 'wx' });
    } catch (cause) {
      throw new CreateError(`${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }
}

function contentOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) {
      if (cause.code === 'ENOENT') return [];
      if (cause.code === 'ENOTDIR') throw new CreateError(`${folder} is a file; choose another name`, { cause });
      throw new CreateError(`The folder ${folder} cannot be read: ${cause.message}`, { cause });
    }
    throw cause;
  }
}
