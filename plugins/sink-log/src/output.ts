import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { RetryableError } from '@kubeherald/sink-sdk';

/** Where lines go. */
export interface Output {
  /** Whether nothing has been written to it yet. */
  isEmpty(): boolean;
  /** @throws RetryableError for a full disk, a closed pipe, a missing folder */
  write(lines: readonly string[], signal: AbortSignal): Promise<void>;
  /** Opens a file again under its name. */
  reopen(): void;
  close(): void;
}

/** Bytes that a write to a pipe puts in at once or not at all (PIPE_BUF of Linux): longer ones may be torn by other writers' lines. */
const atomicBytes = 4096;
/** Wait for a full pipe: its reader usually empties it within a scheduler tick. */
const firstPauseMs = 1;
const longestPauseMs = 50;

const newline = 0x0a;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function retryable(error: unknown, what: string): RetryableError {
  return new RetryableError(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

/** Appends to a file; a batch is one write. */
export function fileOutput(path: string): Output {
  let file: number | undefined;
  let torn = false;
  const open = (): number => {
    try {
      if (file === undefined) {
        file = openSync(path, 'a', 0o640);
        // A process that was killed while it wrote left half a line.
        const stats = fstatSync(file);
        torn = endsTorn(path, { size: stats.size, isFile: stats.isFile() });
      }
      return file;
    } catch (error) {
      throw retryable(error, `cannot open ${path} for appending`);
    }
  };
  const close = () => {
    if (file === undefined) return;
    const old = file;
    file = undefined;
    closeSync(old);
  };
  return {
    isEmpty: () => fstatSync(open()).size === 0,
    async write(lines) {
      const target = open();
      // A disk that filled up in the middle of a line: the next write begins on a line of its own.
      const rest = Buffer.from(torn ? `\n${lines.join('')}` : lines.join(''));
      let written = 0;
      try {
        while (written < rest.length) written += writeSync(target, rest, written);
        torn = false;
      } catch (error) {
        torn ||= written > 0;
        throw retryable(error, `cannot write to ${path}`);
      }
    },
    reopen() {
      close();
      open();
    },
    close,
  };
}

/** Whether a file that has something in it does not end with a newline. One that may be written but not read is taken for whole. */
function endsTorn(path: string, { size, isFile }: { readonly size: number; readonly isFile: boolean }): boolean {
  if (!isFile || size === 0) return false;
  let reader: number;
  try {
    reader = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
  try {
    const last = Buffer.alloc(1);
    readSync(reader, last, 0, 1, size - 1);
    return last[0] !== newline;
  } finally {
    closeSync(reader);
  }
}

/**
 * Writes to a pipe, terminal or file that is open already, by default standard output. Written to directly: a worker's `process.stdout`
 * goes through the main thread and reports no errors.
 */
export function descriptorOutput(descriptor = 1): Output {
  let empty = true;
  const progress = { torn: false };
  let own: number | undefined;
  const target = () => (own ??= nonBlocking(descriptor));
  return {
    isEmpty: () => empty,
    async write(lines, signal) {
      const whole = progress.torn ? ['\n', ...lines] : lines;
      for (const part of pieces(whole)) await writeAll(target(), part, signal, progress);
      empty = false;
    },
    reopen() {},
    close() {
      if (own !== undefined && own !== descriptor) closeSync(own);
      own = undefined;
    },
  };
}

/**
 * A pipe opened a second time without blocking, so that a reader who stopped reading stops only the delivery, not the thread with its
 * deadline. Where the system does not let us (a pipe of another user's), the descriptor itself.
 */
function nonBlocking(descriptor: number): number {
  if (!fstatSync(descriptor).isFIFO()) return descriptor;
  try {
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return descriptor;
  }
}

/** The lines, joined into pieces that a pipe takes whole. */
function* pieces(lines: readonly string[]): Generator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for (const line of lines) {
    const bytes = Buffer.from(line);
    if (size > 0 && size + bytes.length > atomicBytes) {
      yield Buffer.concat(pending);
      pending = [];
      size = 0;
    }
    pending.push(bytes);
    size += bytes.length;
  }
  if (size > 0) yield Buffer.concat(pending);
}

/** @param progress gets `torn` when the bytes were written in part only, so that the next line must begin on a line of its own */
async function writeAll(
  descriptor: number,
  bytes: Buffer,
  signal: AbortSignal,
  progress: { torn: boolean },
): Promise<void> {
  let written = 0;
  let pauseMs = firstPauseMs;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
      progress.torn = written < bytes.length;
      pauseMs = firstPauseMs;
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw retryable(error, 'cannot write to standard output');
      if (signal.aborted) throw retryable(error, 'nobody reads standard output: its pipe is full');
      await wait(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
}
