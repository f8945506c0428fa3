import { gunzipSync } from 'node:zlib';
import type { RecordedStep } from './recording.ts';
import type { WireResponse } from './wire.ts';

/** What of a step is compared. */
export interface Comparison {
  /** Ordinal numbers instead of the resourceVersions themselves, where their distances are by chance. */
  readonly renumber?: boolean;
  /** False where chance packed the frames. */
  readonly chunks?: boolean;
  /** False where the body is another server's, with the reason beside it in the table. */
  readonly body?: boolean;
}

/** Headers whose values matter; of the others only the name and the place are compared. */
const valued = new Set([
  'Cache-Control',
  'Connection',
  'Content-Encoding',
  'Content-Type',
  'Retry-After',
  'Transfer-Encoding',
  'Vary',
  'Warning',
  'X-Content-Type-Options',
]);

/** What differs at each recording, in fields of the same length so that sizes stay. */
export function mask(text: string): string {
  return text
    .replace(/"uid":"[0-9a-f-]{36}"/g, '"uid":"00000000-0000-0000-0000-000000000000"')
    .replace(/"(creationTimestamp|time)":"[^"]{20}"/g, '"$1":"0000-00-00T00:00:00Z"')
    .replace(/"name":"web-[b-df-hj-np-tv-z2-9]{5}","generateName"/g, '"name":"web-00000","generateName"');
}

function renumbered(text: string): string {
  const seen = new Map<string, string>();
  return text.replace(/"resourceVersion":"(\d+)"/g, (_, revision: string) => {
    if (!seen.has(revision)) seen.set(revision, String(seen.size + 1));
    return `"resourceVersion":"#${seen.get(revision)}"`;
  });
}

const isPacked = (headers: readonly (readonly [string, string])[]) =>
  headers.some(([name, value]) => name === 'Content-Encoding' && value === 'gzip');

function view(response: WireResponse, how: Comparison): object {
  const packed = isPacked(response.headers);
  const text = mask((packed ? gunzipSync(response.body) : response.body).toString());
  const numbered = how.renumber ? renumbered(text) : text;
  return {
    status: response.status,
    headers: response.headers.map(([name, value]) => (valued.has(name) ? `${name}: ${value}` : name)),
    lines: how.body === false ? [] : numbered.split('\n'),
    // Two packers cut differently; what is in the packing is compared.
    chunks: how.chunks === false || how.body === false || packed ? undefined : (response.chunks ?? 'none'),
  };
}

/** Both sides, masked, to be compared as they are. */
export function views(step: RecordedStep, got: WireResponse, how: Comparison): { got: object; recorded: object } {
  const { response } = step;
  if (!response) throw new TypeError('a step without a response has nothing to compare');
  // A recording has no list of chunks when the body is empty.
  const chunked = response.headers.some(([name]) => name === 'Transfer-Encoding');
  const recorded = { ...response, chunks: chunked ? (response.chunks ?? []) : undefined };
  return { got: view(got, how), recorded: view(recorded, how) };
}
