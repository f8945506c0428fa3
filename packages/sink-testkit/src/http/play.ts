import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Mishap, Reply } from './answers.ts';

function encode(body: Reply['body']): { readonly bytes: Uint8Array | string; readonly type: string | undefined } {
  if (body === undefined) return { bytes: '', type: undefined };
  if (typeof body === 'string' || body instanceof Uint8Array) return { bytes: body, type: undefined };
  return { bytes: JSON.stringify(body), type: 'application/json' };
}

/** Sends a reply; `before` runs when its time has come. */
export async function reply(
  response: ServerResponse,
  { status = 200, headers, body, afterMs = 0 }: Reply,
  before?: () => void,
): Promise<void> {
  if (afterMs > 0) await wait(afterMs);
  before?.();
  const { bytes, type } = encode(body);
  response.writeHead(status, { ...(type === undefined ? {} : { 'content-type': type }), ...headers }).end(bytes);
}

/** Bytes that an answer promises and does not send. */
const promised = 1000;

/** Fails in the way of a mishap; those that concern the connection from its start are the listener's part. */
export function fail(response: ServerResponse, mishap: Exclude<Mishap, 'down' | 'silent' | 'hang' | 'late'>): void {
  const { socket } = response;
  switch (mishap) {
    case 'reset':
      socket?.resetAndDestroy();
      break;
    case 'garbage':
      socket?.end('\u0000\u0001 this is no HTTP\r\n\r\n');
      break;
    case 'reset mid-body':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': promised });
      response.write('{"err', () => socket?.resetAndDestroy());
      break;
  }
}
