import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { asError, errorCode } from './disk.ts';

/** The folder, or the nearest one above it that exists. */
export async function nearest(folder: string): Promise<string> {
  const parent = dirname(folder);
  if (parent === folder) return folder;
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EACCES') throw error;
    return nearest(parent);
  }
}

/** The system's error code when this user may not write in the folder (`EACCES`, `EROFS`, `ENOTDIR`); undefined: it may. */
export async function refusal(folder: string): Promise<string | undefined> {
  if (!(await stat(folder)).isDirectory()) return 'ENOTDIR';
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return errorCode(error) ?? 'unknown';
  }
}

/**
 * Why a folder could not be made. Node's own error of a recursive mkdir may be another than the system's (ENOENT below a mount that is
 * read-only), so the folder where it would be made is asked. `error`: what mkdir threw; it comes back where nothing better is known.
 */
export async function whyNotMade(path: string, error: unknown): Promise<Error> {
  const wanted = resolve(path);
  const existing = await nearest(wanted);
  const code = existing === wanted ? undefined : await refusal(existing);
  if (code === undefined) return asError(error);
  const why = code === 'ENOTDIR' ? `${existing} is no folder` : `this user may not write in ${existing}`;
  const message = `${path} cannot be made: ${why} (${code})`;
  return Object.assign(new Error(message, { cause: error }), { code });
}
