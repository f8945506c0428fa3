import { isPosition, type Position, type Revision } from '../revision.ts';
import { rangeOfKey } from './json-scan.ts';
import { isObject, member, textOf } from './json-value.ts';
import { parseStatus, type StatusBody } from './status-body.ts';

/** One line of a watch, read. */
export type Frame =
  | { readonly kind: 'revision'; readonly type: 'ADDED' | 'MODIFIED'; readonly revision: Revision }
  /** Moves the position and nothing else: a DELETED is the expiry of the event's TTL, a BOOKMARK carries no event. */
  | { readonly kind: 'position'; readonly type: 'DELETED' | 'BOOKMARK'; readonly position: Position }
  /** The stream ends after it. */
  | { readonly kind: 'error'; readonly status: StatusBody }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

/** Why a line is no frame: not JSON, not `{type, object}`, or an object without a resourceVersion that can be compared. */
export type UnreadableReason = 'json' | 'shape' | 'resource-version';

/** How the API server begins each frame, by the first letter of its type; the rest of the line is the object and one `}`. */
const prefixes = new Map(
  ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'].map((type) => {
    const bytes = Buffer.from(`{"type":"${type}","object":`);
    return [bytes[9], { type, bytes }] as const;
  }),
);
/** Where the type's first letter stands. */
const typeAt = 9;
const closeBrace = 0x7d;

/** Reads one line (without its newline). The revision's bytes are a view into `line`. */
export function parseFrame(line: Buffer): Frame {
  const prefix = prefixes.get(line[typeAt]);
  if (prefix !== undefined && line[line.length - 1] === closeBrace && startsWith(line, prefix.bytes)) {
    // The slice parses only if it is one whole value, so a frame with a third member falls through to the slow way.
    const bytes = line.subarray(prefix.bytes.length, line.length - 1);
    const object = parse(bytes);
    if (object !== undefined) return frameOf(prefix.type, object, bytes);
  }
  return parseAnyOrder(line);
}

function parseAnyOrder(line: Buffer): Frame {
  const frame = parse(line);
  if (frame === undefined) return { kind: 'unreadable', reason: 'json' };
  const type = member(frame, 'type');
  const range = rangeOfKey(line, 'object');
  if (typeof type !== 'string' || range === undefined) return { kind: 'unreadable', reason: 'shape' };
  return frameOf(type, member(frame, 'object'), line.subarray(range.start, range.end));
}

function frameOf(type: string, object: unknown, bytes: Buffer): Frame {
  switch (type) {
    case 'ADDED':
    case 'MODIFIED': {
      if (!isObject(object)) return { kind: 'unreadable', reason: 'shape' };
      const resourceVersion = resourceVersionOf(object);
      if (resourceVersion === undefined) return { kind: 'unreadable', reason: 'resource-version' };
      const change = type === 'ADDED' ? 'added' : 'modified';
      return { kind: 'revision', type, revision: { change, resourceVersion, object, bytes } };
    }
    case 'DELETED':
    case 'BOOKMARK': {
      const position = resourceVersionOf(object);
      return position === undefined
        ? { kind: 'unreadable', reason: 'resource-version' }
        : { kind: 'position', type, position };
    }
    case 'ERROR':
      return { kind: 'error', status: parseStatus(object) };
    default:
      return { kind: 'unknown', type };
  }
}

/** `metadata.resourceVersion` when it can be compared (KEP-5504), else undefined. */
export function resourceVersionOf(object: unknown): Position | undefined {
  const text = textOf(member(member(object, 'metadata'), 'resourceVersion'));
  return isPosition(text) ? text : undefined;
}

function startsWith(line: Buffer, prefix: Buffer): boolean {
  for (let index = 0; index < prefix.length; index++) if (line[index] !== prefix[index]) return false;
  return true;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
