/** An open file. Offsets and lengths in bytes. Every method rejects with the system's error (its `code` says which). */
export interface DiskFile {
  /** Fills `into` from `offset` as far as the file reaches; resolves with the bytes read. */
  read(into: Uint8Array, offset: number): Promise<number>;
  /** Writes all parts one after the other, or rejects; then any part of them may be in the file. */
  write(parts: readonly Uint8Array[], offset: number): Promise<void>;
  /** Writes before it returns: what is in the page cache survives a killed process. Throws. */
  writeNow(bytes: Uint8Array, offset: number): void;
  /** fdatasync: what was written survives a power loss. After it rejected nothing is known of what was written since the last good one. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  /** Waits for what is under way. Safe twice. */
  close(): Promise<void>;
}

/**
 * `create`: must not exist yet; read and write. `update`: must exist; read and write. With `Through` what is written is synced by the
 * same call (open(2), O_DSYNC), so a write that rejects may be a sync that failed.
 */
export type OpenMode = 'read' | 'update' | 'create' | 'updateThrough' | 'createThrough';

/** The handful of file operations that the journal uses, passed in so that tests can record them and make them fail. */
export interface Disk {
  /** With its parents; existing ones are fine. */
  makeDirectory(path: string): Promise<void>;
  /** Names of the entries of a directory, in no order. */
  list(directory: string): Promise<string[]>;
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  /** Replaces `to`. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes creations, renames and removals in the directory survive a power loss. */
  syncDirectory(path: string): Promise<void>;
}

/** The system's error code (`ENOSPC`), or undefined when `error` has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The error, or one made of what was thrown instead. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** Whether the disk has no room (and not: is broken). */
export function isFull(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** Removes a file that may be gone already. */
export async function removeIfThere(disk: Disk, path: string): Promise<void> {
  try {
    await disk.remove(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** All bytes of a file. For small files: it is held in memory whole. */
export async function readWhole(disk: Disk, path: string): Promise<Buffer> {
  const file = await disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(await file.size());
    return bytes.subarray(0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}
