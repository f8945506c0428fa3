import type { IncomingMessage } from 'node:http';
import { Refusal } from './status.ts';

/** apiserver's limit of a request body. */
const limitBytes = 3 * 1024 * 1024;

/**
 * The whole body of a request.
 * @throws Refusal 413 above 3 MiB.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue;
    bytes += piece.length;
    // The rest is read and forgotten, so that the client can finish sending and read the answer.
    if (bytes <= limitBytes) pieces.push(piece);
  }
  if (bytes > limitBytes) {
    throw new Refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limitBytes}`);
  }
  return Buffer.concat(pieces);
}
