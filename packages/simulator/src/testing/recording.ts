import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isObject, type JsonObject } from '../json.ts';

/** One request and what came back, as recorded. */
export interface RecordedStep {
  readonly note: string;
  readonly atMs: number;
  readonly endedAtMs: number;
  /** `complete`, `recorder-closed`, … */
  readonly ended: string;
  readonly method: string;
  readonly path: string;
  readonly httpVersion: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Built anew where the recording kept only the size. */
  readonly body: Buffer | undefined;
  readonly response: RecordedResponse | undefined;
}

/** A recorded response. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Sizes; undefined without chunked encoding. */
  readonly chunks: readonly number[] | undefined;
}

/** Something that happened outside HTTP. */
export interface RecordedAction {
  readonly action: string;
  readonly atMs: number;
}

/** A case in the order of its beginning. */
export type RecordedEntry = RecordedStep | RecordedAction;

const folder = fileURLToPath(new URL('../../../../test/data/apiserver/', import.meta.url));

/** Where the recordings are. */
export const recordingsFolder = folder;

const text = (object: JsonObject, name: string) => {
  const value = object[name];
  return typeof value === 'string' ? value : '';
};
const number = (object: JsonObject, name: string) => {
  const value = object[name];
  return typeof value === 'number' ? value : 0;
};
const object = (of: JsonObject, name: string): JsonObject => {
  const value = of[name];
  return isObject(value) ? value : {};
};

function bytes(body: unknown): Buffer | undefined {
  if (!isObject(body)) return undefined;
  if (typeof body.base64 === 'string') return Buffer.from(body.base64, 'base64');
  return Buffer.from(text(body, 'text'));
}

function bigBody(size: number): Buffer {
  const message = 'x'.repeat(Math.max(0, size - 200));
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'big' },
    involvedObject: { namespace: 'invalid' },
  };
  return Buffer.from(JSON.stringify({ ...event, message }));
}

function response(value: unknown): RecordedResponse | undefined {
  if (!isObject(value)) return undefined;
  const list = Array.isArray(value.headers) ? value.headers : [];
  const headers = list.flatMap((pair: unknown): [string, string][] =>
    Array.isArray(pair) ? [[String(pair[0]), String(pair[1])]] : [],
  );
  const file = text(value, 'bodyFile');
  const body = file === '' ? bytes(value.body) : readFileSync(`${folder}${file}`);
  const chunks = Array.isArray(value.chunks)
    ? value.chunks.filter(isObject).map((one) => number(one, 'bytes'))
    : undefined;
  return { status: number(value, 'status'), headers, body: body ?? Buffer.alloc(0), chunks };
}

function entry(value: JsonObject): RecordedEntry {
  const atMs = number(value, 'atMs');
  if (!isObject(value.request)) return { action: text(value, 'action'), atMs };
  const { request } = value;
  const headers = Object.entries(object(request, 'headers')).map(([name, one]) => [name, String(one)]);
  const size = number(request, 'bodyBytes');
  const ended = number(value, 'endedAtMs');
  return {
    note: text(value, 'note'),
    atMs,
    endedAtMs: ended,
    ended: text(value, 'ended'),
    method: text(request, 'method'),
    path: text(request, 'path'),
    httpVersion: text(request, 'httpVersion'),
    headers: Object.fromEntries(headers),
    body: bytes(request.body) ?? (size > 0 ? bigBody(size) : undefined),
    response: response(value.response),
  };
}

/** Reads a case. */
export function readRecording(name: string): RecordedEntry[] {
  const parsed: unknown = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
  if (!isObject(parsed) || !Array.isArray(parsed.steps)) throw new TypeError(`${name} is no recording`);
  return parsed.steps.filter(isObject).map(entry);
}
