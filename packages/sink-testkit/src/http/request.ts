import type { IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** A request as the destination received it. */
export interface ReceivedRequest {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** As it was sent, still compressed if it was. */
  readonly body: Buffer;
  /** The body, decompressed, as UTF-8. */
  readonly text: string;
  /** The body as JSON: a value, or for application/x-ndjson an array of them. Undefined when it is none. */
  readonly json: unknown;
  /** Whether it claims to be JSON and is none. */
  readonly broken: boolean;
}

const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

type Parsed = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'broken' | 'other' };

function parse(text: string, contentType: string): Parsed {
  const lines = /ndjson|jsonl|json-seq/i.test(contentType);
  // A body without a type that begins like JSON is meant as JSON.
  const claims = /[/+]json\b/i.test(contentType) || (contentType === '' && /^\s*[[{]/.test(text));
  if (text === '' || (!lines && !claims)) return { kind: 'other' };
  try {
    const value: unknown = lines
      ? text
          .split('\n')
          .filter((line) => line !== '')
          .map((line): unknown => JSON.parse(line))
      : JSON.parse(text);
    return { kind: 'json', value };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'broken' };
    throw error;
  }
}

/** Reads a request's parts. @throws whatever zlib throws for a body that is not compressed as its header says */
export function readRequest(method: string, path: string, headers: IncomingHttpHeaders, body: Buffer): ReceivedRequest {
  const decode = decoders[headers['content-encoding'] ?? ''];
  const text = (decode ? decode(body) : body).toString('utf8');
  const parsed = parse(text, headers['content-type'] ?? '');
  return {
    method,
    path,
    headers,
    body,
    text,
    json: parsed.kind === 'json' ? parsed.value : undefined,
    broken: parsed.kind === 'broken',
  };
}
