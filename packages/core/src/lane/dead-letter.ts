import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { codes, HeraldError } from '../errors.ts';
import { isMissing, letterLines, letterPath, listLetterFiles, syncDirectory } from './dead-letter-files.ts';
import { type DeadLetter, decodeDeadLetter, encodeDeadLetter } from './dead-letter-line.ts';
import type { DeadLetterStore, NewDeadLetter } from './ports.ts';

export interface DeadLetterOptions {
  /** Of this sink alone; made when the first letter comes. */
  readonly directory: string;
  /** Of all files together; the oldest file goes when a letter would exceed it. Default 64 MiB. */
  readonly maxBytes?: number;
  /** So many letters went with the oldest file. */
  readonly dropped: (count: number) => void;
}

/** A sink's dead letters on disk: append-only NDJSON files. */
export interface DeadLetters extends DeadLetterStore {
  /** Letters held, and their bytes. */
  size(): { readonly letters: number; readonly bytes: number };
  /** Safe twice; nothing is appended after it. */
  close(): Promise<void>;
}

/** Some 50,000 events: far more than a person reads, little beside the journal. */
const defaultMaxBytes = 64 * 1024 * 1024;
/** Into so many files is the space divided; one of them goes at a time. */
const filesPerStore = 8;

/** Opens the dead letters of a sink. Rejects when the directory cannot be read. */
export async function openDeadLetters(options: DeadLetterOptions): Promise<DeadLetters> {
  const files: StoredFile[] = [];
  for (const { number, path } of await listLetterFiles(options.directory)) {
    const file = { number, path, bytes: 0, letters: 0 };
    for await (const { line, complete } of letterLines(path)) {
      if (!complete) break;
      file.letters += 1;
      file.bytes += line.length + 1;
    }
    files.push(file);
  }
  return new LetterStore(options, files);
}

/**
 * The letters of a sink, oldest first. A letter may come twice when the daemon was killed between storing and acknowledging it;
 * `sequence` tells. Lines that cannot be read are skipped and reported to `damaged`. Safe while a lane appends.
 */
export async function* readDeadLetters(
  directory: string,
  damaged: (path: string, line: number) => void = () => undefined,
): AsyncGenerator<DeadLetter> {
  for (const { path } of await listLetterFiles(directory)) {
    let number = 0;
    try {
      for await (const { line, complete } of letterLines(path)) {
        number += 1;
        const letter = complete ? decodeDeadLetter(line) : undefined;
        if (letter) yield letter;
        else if (complete) damaged(path, number);
      }
    } catch (error) {
      // The oldest file may be dropped while the list is read.
      if (!isMissing(error)) throw error;
    }
  }
}

/** `bytes` are those of whole lines: a torn tail is cut before the next letter. */
interface StoredFile {
  readonly number: number;
  readonly path: string;
  bytes: number;
  letters: number;
}

class LetterStore implements DeadLetters {
  readonly #options: DeadLetterOptions;
  readonly #maxBytes: number;
  readonly #files: StoredFile[];
  #handle: FileHandle | undefined;
  #closed = false;
  /** The appends of a lane's workers, one after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: DeadLetterOptions, files: StoredFile[]) {
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes;
    this.#files = files;
  }

  append(letters: readonly NewDeadLetter[]): Promise<void> {
    const lines = letters.map(encodeDeadLetter);
    return this.#inTurn(async () => {
      try {
        await this.#write(Buffer.concat(lines), lines.length);
      } catch (cause) {
        await this.#release();
        throw unwritable(this.#options.directory, cause);
      }
    });
  }

  size(): { readonly letters: number; readonly bytes: number } {
    return {
      letters: this.#files.reduce((sum, file) => sum + file.letters, 0),
      bytes: this.#files.reduce((sum, file) => sum + file.bytes, 0),
    };
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#closed = true;
      await this.#release();
    });
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    const result = this.#last.then(action);
    // Whoever asked hears of the failure; the next in turn starts from a file that is opened anew.
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #write(bytes: Buffer, letters: number): Promise<void> {
    if (this.#closed) throw new Error('the dead letters are closed');
    // The system takes writes to a file that somebody removed as if nothing were.
    if (this.#handle !== undefined && (await this.#handle.stat()).nlink === 0) await this.#forgetRemoved();
    const file = await this.#current(bytes.length);
    const handle = this.#handle ?? (await this.#open(file));
    let written = 0;
    while (written < bytes.length)
      written += (await handle.write(bytes, written, bytes.length - written, file.bytes + written)).bytesWritten;
    await handle.datasync();
    file.bytes += bytes.length;
    file.letters += letters;
  }

  /** The file to append to, once there is room for so many bytes. */
  async #current(bytes: number): Promise<StoredFile> {
    const newest = this.#files.at(-1);
    const fileBytes = this.#maxBytes / filesPerStore;
    if (newest && (newest.bytes === 0 || newest.bytes + bytes <= fileBytes)) return newest;
    await this.#release();
    const room = Math.max(bytes, fileBytes);
    while (this.#files.length > 0 && this.size().bytes + room > this.#maxBytes) await this.#dropOldest();
    const number = (newest?.number ?? 0) + 1;
    const file = { number, path: letterPath(this.#options.directory, number), bytes: 0, letters: 0 };
    this.#files.push(file);
    return file;
  }

  async #forgetRemoved(): Promise<void> {
    await this.#release();
    const there = new Set((await listLetterFiles(this.#options.directory)).map(({ path }) => path));
    this.#files.splice(0, this.#files.length, ...this.#files.filter(({ path }) => there.has(path)));
  }

  async #dropOldest(): Promise<void> {
    const [oldest] = this.#files;
    if (oldest === undefined) return;
    await rm(oldest.path, { force: true });
    this.#files.shift();
    if (oldest.letters > 0) this.#options.dropped(oldest.letters);
  }

  /** Opens the file for appending, and cuts off what an earlier write left behind that did not end well. */
  async #open(file: StoredFile): Promise<FileHandle> {
    const { directory } = this.#options;
    await mkdir(directory, { recursive: true });
    // 'r+' would not create it, 'a' would ignore the offset that a retry starts from.
    const handle = await open(file.path, 'r+').catch((error: unknown) => {
      if (isMissing(error)) return open(file.path, 'wx+');
      throw error;
    });
    this.#handle = handle;
    if ((await handle.stat()).size > file.bytes) await handle.truncate(file.bytes);
    await syncDirectory(directory);
    return handle;
  }

  async #release(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}

function unwritable(directory: string, cause: unknown): HeraldError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HeraldError(
    codes.deadLettersUnwritable,
    `dead letters cannot be written to ${directory}: ${why}. The sink waits and loses nothing; free space there or make it writable, the sink goes on by itself.`,
    { cause },
  );
}
