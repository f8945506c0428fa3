import type { IncomingHttpHeaders } from 'node:http';
import { zstdDecompressSync } from 'node:zlib';
import { BrokenBlock, decompressBlock } from './lz4.ts';

/** The body of a request, decompressed as its headers say. @throws BrokenBlock or zlib's error when it is not so compressed */
export function readBody(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  const size = Number(headers['x-log-bodyrawsize']);
  switch (headers['x-log-compresstype']) {
    case undefined:
      return sized(body, size);
    case 'lz4':
      return decompressBlock(body, size);
    case 'zstd':
      return sized(zstdDecompressSync(body), size);
    default:
      throw new BrokenBlock(`compression ${String(headers['x-log-compresstype'])}`);
  }
}

function sized(body: Buffer, size: number): Buffer {
  if (body.length !== size) throw new BrokenBlock(`${body.length} bytes, but x-log-bodyrawsize says ${size}`);
  return body;
}
