import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Child, start } from './process.ts';
import type { Received } from './receiver-main.ts';

/** A webhook destination in a process of its own. */
export interface Receiver {
  readonly url: string;
  /** Answer 503 from now on, or no longer. */
  down(value: boolean): Promise<void>;
  /** Milliseconds between accepting a request and answering it. */
  delay(ms: number): Promise<void>;
  /** What was accepted so far. */
  counts(): Promise<{ readonly requests: number; readonly events: number }>;
  /** The ledger: every accepted event in order. */
  received(): readonly Received[];
  stop(): Promise<void>;
}

/** Starts a receiver that writes its ledger to `ledger`. */
export async function startReceiver(ledger: string): Promise<Receiver> {
  const child: Child = start(process.execPath, [fileURLToPath(new URL('./receiver-main.ts', import.meta.url)), ledger]);
  const { url } = parse<{ url: string }>(await child.line(), isAddress);
  const control = async (query: string) => parse(await (await fetch(`${url}/control?${query}`)).text(), isCounts);
  return {
    url: `${url}/events`,
    down: async (value) => void (await control(`down=${value}`)),
    delay: async (ms) => void (await control(`delayMs=${ms}`)),
    counts: () => control(''),
    received: () => readLines(ledger, isReceived),
    stop: async () => void (await child.kill('SIGKILL')),
  };
}

/** The lines of an NDJSON file, none when there is no file yet; `torn` says what stands for a line that is no JSON (default: that is an error). */
export function readLines<Row>(file: string, is: (value: unknown) => value is Row, torn?: () => Row): Row[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const rows: Row[] = [];
  for (const line of content.split('\n')) {
    if (line === '') continue;
    try {
      rows.push(parse(line, is));
    } catch (error) {
      if (!torn) throw error;
      rows.push(torn());
    }
  }
  return rows;
}

/** Parses JSON of a known shape. */
export function parse<Row>(text: string, is: (value: unknown) => value is Row): Row {
  const value: unknown = JSON.parse(text);
  if (!is(value)) throw new Error(`unexpected: ${text.slice(0, 200)}`);
  return value;
}

/** Whether `value` is an object with string or number fields of these names. */
export function hasFields(value: unknown, fields: Readonly<Record<string, 'string' | 'number'>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map(Object.entries(value));
  return Object.entries(fields).every(([name, type]) => typeof entries.get(name) === type);
}

const isAddress = (value: unknown): value is { url: string } => hasFields(value, { url: 'string' });
const isCounts = (value: unknown): value is { requests: number; events: number } =>
  hasFields(value, { requests: 'number', events: 'number' });
const isReceived = (value: unknown): value is Received =>
  hasFields(value, {
    request: 'number',
    at: 'number',
    id: 'string',
    uid: 'string',
    resourceVersion: 'string',
    object: 'string',
  });
