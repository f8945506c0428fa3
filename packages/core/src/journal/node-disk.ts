import fs from 'node:fs';
import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { type Disk, type DiskFile, errorCode, type OpenMode } from './disk.ts';
import { whyNotMade } from './folder-access.ts';

const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR } = fs.constants;
/** 0 on Windows, which has none: there a sync follows each write. */
const through: number = fs.constants.O_DSYNC ?? 0;

const flags: Readonly<Record<OpenMode, number>> = {
  read: O_RDONLY,
  update: O_RDWR,
  create: O_RDWR | O_CREAT | O_EXCL,
  updateThrough: O_RDWR | through,
  createThrough: O_RDWR | O_CREAT | O_EXCL | through,
};

/** The machine's file system. */
export const nodeDisk: Disk = {
  makeDirectory: async (path) => {
    await mkdir(path, { recursive: true }).catch(async (error: unknown) => {
      throw await whyNotMade(path, error);
    });
  },
  list: (directory) => readdir(directory),
  open: (path, mode) => openFile(path, mode),
  rename: (from, to) => rename(from, to),
  remove: (path) => unlink(path),
  syncDirectory: async (path) => {
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } catch (error) {
      // Some file systems (CIFS, some FUSE) have no fsync of a directory; they order its changes themselves.
      if (errorCode(error) !== 'EINVAL' && errorCode(error) !== 'EPERM') throw error;
    } finally {
      await directory.close();
    }
  },
};

function openFile(path: string, mode: OpenMode): Promise<DiskFile> {
  return new Promise((resolve, reject) => {
    fs.open(path, flags[mode], 0o640, (error, descriptor) => {
      if (error) reject(error);
      else resolve(new NodeFile(descriptor, mode.endsWith('Through') && through === 0));
    });
  });
}

type Done<Result> = (error: Error | null, result: Result) => void;

/** Over a bare descriptor and callbacks: one commit is one call, and a FileHandle's bookkeeping would cost more than they do. */
class NodeFile implements DiskFile {
  readonly #descriptor: number;
  readonly #syncs: boolean;
  #underWay = 0;
  #idle: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  /** `syncs`: after each write. */
  constructor(descriptor: number, syncs: boolean) {
    this.#descriptor = descriptor;
    this.#syncs = syncs;
  }

  async read(into: Uint8Array, offset: number): Promise<number> {
    let read = 0;
    while (read < into.length) {
      const rest = into.subarray(read);
      const position = offset + read;
      const count = await this.#run<number>((done) => fs.read(this.#descriptor, rest, 0, rest.length, position, done));
      if (count === 0) break;
      read += count;
    }
    return read;
  }

  async write(parts: readonly Uint8Array[], offset: number): Promise<void> {
    let rest = parts;
    let at = offset;
    while (rest.length > 0) {
      const now = rest;
      const position = at;
      const [first] = now;
      const written = await this.#run<number>((done) =>
        first !== undefined && now.length === 1
          ? fs.write(this.#descriptor, first, 0, first.length, position, done)
          : fs.writev(this.#descriptor, now, position, done),
      );
      at += written;
      rest = after(now, written);
    }
    if (this.#syncs) await this.sync();
  }

  writeNow(bytes: Uint8Array, offset: number): void {
    if (this.#closed !== undefined) throw closedError();
    let written = 0;
    while (written < bytes.length) {
      written += fs.writeSync(this.#descriptor, bytes, written, bytes.length - written, offset + written);
    }
  }

  async sync(): Promise<void> {
    await this.#run<void>((done) => fs.fdatasync(this.#descriptor, (error) => done(error, undefined)));
  }

  async truncate(length: number): Promise<void> {
    await this.#run<void>((done) => fs.ftruncate(this.#descriptor, length, (error) => done(error, undefined)));
  }

  async size(): Promise<number> {
    const stats = await this.#run<fs.Stats>((done) => fs.fstat(this.#descriptor, done));
    return stats.size;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** A descriptor closed under a running call could be another file's by then. */
  async #close(): Promise<void> {
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    await new Promise<void>((resolve, reject) => {
      fs.close(this.#descriptor, (error) => (error ? reject(error) : resolve()));
    });
  }

  #run<Result>(call: (done: Done<Result>) => void): Promise<Result> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    this.#underWay += 1;
    return new Promise((resolve, reject) => {
      call((error, result) => {
        this.#underWay -= 1;
        if (this.#underWay === 0) this.#idle?.();
        if (error) reject(error);
        else resolve(result);
      });
    });
  }
}

function closedError(): Error {
  return Object.assign(new Error('the file is closed'), { code: 'EBADF' });
}

/** What is left of `parts` after their first `count` bytes. */
function after(parts: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = count;
  for (const part of parts) {
    if (skip < part.length) rest.push(skip > 0 ? part.subarray(skip) : part);
    skip = Math.max(0, skip - part.length);
  }
  return rest;
}
