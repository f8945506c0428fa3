import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arrival, conformance, type Destination } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';

/** A file, whose lines are read by `parse`. */
class FileDestination implements Destination {
  readonly answers = {};
  readonly limits = {};
  readonly #parse: (line: string) => readonly string[];
  #folder = '';

  constructor(parse: (line: string) => readonly string[]) {
    this.#parse = parse;
  }

  get path(): string {
    return join(this.#folder, 'events.log');
  }

  async start(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), 'kubeherald-log-'));
  }

  async stop(): Promise<void> {
    rmSync(this.#folder, { recursive: true });
  }

  #from = 0;

  /** The sink keeps the file open, so it stays; what was in it is passed over. */
  reset(): void {
    this.#from = this.#lines().length;
  }

  arrived(): readonly Arrival[] {
    const lines = this.#lines().slice(this.#from);
    return lines.map((line) => ({ texts: this.#parse(line), accepted: true }));
  }

  #lines(): readonly string[] {
    try {
      return readFileSync(this.path, 'utf8').split('\n').slice(0, -1);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }
}

const sink = new URL('./index.ts', import.meta.url);
const notApplicable = {
  open: 'a file that cannot be written answers at once',
  abort: 'a write to a file cannot be aborted, and a disk that hangs stops the thread',
  answers: 'file.test.ts has them: a full disk, a missing folder, a file of somebody else',
  limits: 'lines may have any length',
};

describe('JSON lines', () => {
  conformance(sink, {
    destination: new FileDestination((line) => [String(JSON.parse(line).message)]),
    config: ({ path }) => ({ path }),
    notApplicable,
  });
});

describe('lines of text', () => {
  conformance(sink, {
    destination: new FileDestination((line) => [line]),
    config: ({ path }) => ({ path, format: 'text' }),
    notApplicable,
    shows: (text) =>
      text
        .replace(/\s*[\r\n\u0085\u2028\u2029]\s*/g, ' ')
        .replaceAll('\t', ' ')
        .replace(/\p{Cc}/gu, (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`),
  });
});
