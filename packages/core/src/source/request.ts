import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { HeraldError } from '../errors.ts';
import type { Hold } from './connection/hold.ts';
import type { Connection } from './connection.ts';
import { RequestFailure, retryAfterMs } from './failure.ts';
import { parseStatusText, type StatusBody } from './status-body.ts';

/** A GET of a list or watch. */
export interface Get {
  readonly path: string;
  /** Accept a compressed answer: lists from 128 KiB on are sent in a tenth of their bytes. */
  readonly gzip: boolean;
  /** Given the answer's socket, to hold it up. */
  readonly hold?: Hold;
}

/** Longest error body that is read: a Status is smaller. */
const errorBodyBytes = 65_536;
/** Of one piece of an unpacked list. */
const gunzipChunkBytes = 65_536;

/**
 * Sends a GET and resolves with the body of its 200. Every other outcome throws {@link RequestFailure}; an abort throws the signal's reason.
 * `now` is for a Retry-After that is a date.
 */
export async function open(
  connection: Connection,
  get: Get,
  signal: AbortSignal,
  now: () => number,
): Promise<Readable> {
  const headers: Record<string, string> = get.gzip ? { 'accept-encoding': 'gzip' } : {};
  let response: Dispatcher.ResponseData;
  try {
    response = await connection.get(get.path, headers, signal, get.hold);
  } catch (error) {
    throw networkFailure(error, signal);
  }
  if (response.statusCode === 200) return decoded(response);
  const text = await errorText(response, signal);
  const status = parseStatusText(text);
  const after = response.headers['retry-after'];
  throw statusFailure(
    response.statusCode,
    status,
    retryAfterMs(typeof after === 'string' ? after : after?.[0], now()) ?? status.retryAfterMs,
  );
}

/** The failure that a Status says, whether it came as an HTTP answer or as an ERROR frame. The HTTP status decides, the body explains. */
export function statusFailure(httpStatus: number, status: StatusBody, after: number | undefined): RequestFailure {
  return new RequestFailure({
    kind: 'status',
    status: httpStatus,
    reason: status.reason,
    message: status.message,
    retryAfterMs: after,
    future: status.causes.includes('ResourceVersionTooLarge'),
  });
}

/** What to throw for an error of undici or of a stream: the signal's reason if that is why, else a failure of the network. */
export function networkFailure(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof RequestFailure || error instanceof HeraldError || isBug(error)) return error;
  return new RequestFailure({ kind: 'network', message: describe(error) }, { cause: error });
}

/** A fault in this program, which repeating the request would only hide. Errors of sockets, TLS and zlib carry a code. */
function isBug(error: unknown): boolean {
  const suspect = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  return suspect && !('code' in error);
}

/** An error in words, with its code, and those of its causes: "fetch failed" alone helps nobody. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Of several addresses tried each has its error, and the whole has no message.
  const inner = error instanceof AggregateError ? error.errors.map(describe).join('; ') : error.message;
  const text = inner.includes(code) ? inner : `${code}: ${inner}`;
  return error.cause === undefined ? text : `${text} (${describe(error.cause)})`;
}

function decoded(response: Dispatcher.ResponseData): Readable {
  if (response.headers['content-encoding'] !== 'gzip') return response.body;
  const gunzip = createGunzip({ chunkSize: gunzipChunkBytes });
  response.body.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => response.body.destroy());
  return response.body.pipe(gunzip);
}

async function errorText(response: Dispatcher.ResponseData, signal: AbortSignal): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of response.body) {
      if (!(piece instanceof Uint8Array)) continue;
      pieces.push(Buffer.from(piece));
      length += piece.length;
      if (length >= errorBodyBytes) break;
    }
  } catch (error) {
    // The status alone decides; a body that breaks off only explains less.
    if (signal.aborted) throw signal.reason;
    pieces.push(Buffer.from(` (the answer broke off: ${describe(error)})`));
  }
  return Buffer.concat(pieces).toString('utf8');
}
