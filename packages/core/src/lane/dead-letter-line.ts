import type { Change } from '@kubeherald/sink-sdk';
import type { DeadLetterReason, NewDeadLetter } from './ports.ts';

/** A dead letter read back. */
export interface DeadLetter {
  /** The record's number in the journal. */
  readonly sequence: number;
  readonly reason: DeadLetterReason;
  /** Of the error that the sink gave. */
  readonly code: string;
  readonly message: string;
  /** How often it was handed to the sink. */
  readonly attempts: number;
  /** Id of the last batch that it was in. */
  readonly batch: string;
  /** Unix ms at which it became a dead letter. */
  readonly at: number;
  /** Unix ms at which the daemon received it. */
  readonly receivedAt: number;
  readonly change: Change;
  /** JSON of the Event object, as received. */
  readonly event: Uint8Array;
}

const marker = Buffer.from(',"event":');
const end = Buffer.from('}\n');
const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/** One line of NDJSON, with the event's bytes as they are: readable with any JSON tool, and nothing is parsed for it. */
export function encodeDeadLetter(letter: NewDeadLetter): Uint8Array {
  const { entry, reason, error, attempts, batch, at } = letter;
  const head = JSON.stringify({
    sequence: entry.sequence,
    reason,
    code: error.code,
    message: error.message,
    attempts,
    batch,
    at,
    receivedAt: entry.receivedAt,
    change: entry.change,
  });
  return Buffer.concat([Buffer.from(head.slice(0, -1)), marker, oneLine(entry.payload), end]);
}

/** Undefined when the line is damaged. `line` is without its newline. */
export function decodeDeadLetter(line: Buffer): DeadLetter | undefined {
  // Inside a JSON string every quote is escaped, so the first of these is the field itself.
  const at = line.indexOf(marker);
  if (at < 0 || line.at(-1) !== end[0]) return undefined;
  const head = parse(`${line.toString('utf8', 0, at)}}`);
  const event = line.subarray(at + marker.length, -1);
  if (head === undefined || parse(event.toString('utf8')) === undefined) return undefined;
  const { sequence, reason, code, message, attempts, batch, at: diedAt, receivedAt, change } = head;
  if (typeof sequence !== 'number' || typeof attempts !== 'number') return undefined;
  if (typeof diedAt !== 'number' || typeof receivedAt !== 'number') return undefined;
  if (typeof code !== 'string' || typeof message !== 'string' || typeof batch !== 'string') return undefined;
  if (!isReason(reason) || (change !== 'added' && change !== 'modified')) return undefined;
  return { sequence, reason, code, message, attempts, batch, at: diedAt, receivedAt, change, event };
}

/** JSON may hold line breaks between its tokens, never inside a string: there a space means the same. */
function oneLine(payload: Uint8Array): Uint8Array {
  if (!payload.includes(newline) && !payload.includes(carriageReturn)) return payload;
  return payload.map((byte) => (byte === newline || byte === carriageReturn ? space : byte));
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: the line is damaged, which the caller counts.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isReason(value: unknown): value is DeadLetterReason {
  return value === 'rejected' || value === 'attempts' || value === 'breaks-worker';
}
