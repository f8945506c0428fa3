// Writes events to an API server at a steady rate, in a process of its own, and writes down what the server accepted: the truth that the judge compares with.
import { appendFileSync, readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { podEvent } from './events.ts';
import { hasFields, parse } from './receiver.ts';

/** One accepted write. */
export interface Emitted {
  readonly at: number;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly object: string;
}

/** Argument of this program, as JSON. */
export interface EmitterOptions {
  readonly server: string;
  readonly token: string;
  readonly caFile?: string;
  readonly ledger: string;
  readonly perSecond: number;
  /** Stop after so many writes; 0: until standard input closes. */
  readonly total: number;
  readonly namespace: string;
  /** Share of writes that count an earlier event up, 0 to 1. */
  readonly patches: number;
  /** Makes names unique between emitters. */
  readonly prefix: string;
}

interface Stored {
  readonly name: string;
  readonly object: string;
  count: number;
}

const isOptions = (value: unknown): value is EmitterOptions =>
  hasFields(value, {
    server: 'string',
    token: 'string',
    ledger: 'string',
    perSecond: 'number',
    total: 'number',
    namespace: 'string',
    patches: 'number',
    prefix: 'string',
  });
interface Answer {
  metadata: { uid: string; resourceVersion: string };
}
const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' &&
  value !== null &&
  'metadata' in value &&
  hasFields(value.metadata, { uid: 'string', resourceVersion: 'string' });

const options = parse(process.argv[2] ?? '', isOptions);
const pool = new Pool(options.server, {
  connections: 16,
  ...(options.caFile ? { connect: { ca: readFileSync(options.caFile) } } : {}),
});
const path = `/api/v1/namespaces/${options.namespace}/events`;
const recent: Stored[] = [];
const busy = new Set<string>();
let sent = 0;
let accepted = 0;
let failed = 0;

async function write(method: 'POST' | 'PATCH', target: string, body: object): Promise<Answer> {
  const contentType = method === 'POST' ? 'application/json' : 'application/merge-patch+json';
  const { statusCode, body: answer } = await pool.request({
    method,
    path: target,
    headers: { authorization: `Bearer ${options.token}`, 'content-type': contentType },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (statusCode >= 300) throw new Error(`${method} ${target}: ${statusCode} ${text.slice(0, 300)}`);
  return parse(text, isAnswer);
}

async function one(index: number): Promise<void> {
  // Counting an event up races with itself when two writes to one object overlap; the ledger must know the order.
  const candidate =
    index % 100 < options.patches * 100 ? recent[(index * 7919) % Math.max(1, recent.length)] : undefined;
  const counted = candidate && !busy.has(candidate.name) ? candidate : undefined;
  const object = counted?.object ?? `pod-${index % 97}`;
  const name = counted?.name ?? `${object}.${options.prefix}${index.toString(16)}`;
  busy.add(name);
  try {
    const answer = counted
      ? await write('PATCH', `${path}/${name}`, {
          count: ++counted.count,
          lastTimestamp: new Date().toISOString().replace(/\.\d+Z/, 'Z'),
        })
      : await write(
          'POST',
          path,
          podEvent({
            name,
            namespace: options.namespace,
            pod: object,
            message: `number ${index}: "quoted" \\ and\nmore 🚀`,
          }),
        );
    accepted += 1;
    if (!counted) {
      recent.push({ name, object, count: 1 });
      if (recent.length > 200) recent.shift();
    }
    const { uid, resourceVersion } = answer.metadata;
    const row: Emitted = { at: Date.now(), uid, resourceVersion, object: `Pod/${options.namespace}/${object}` };
    appendFileSync(options.ledger, `${JSON.stringify(row)}\n`);
  } catch (error) {
    // The API server may be away on purpose; what it did not accept is not owed. A write whose answer was lost may exist: the judge allows it.
    failed += 1;
    if (failed <= 3) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    busy.delete(name);
  }
}

const begun = Date.now();
const flying = new Set<Promise<void>>();
const timer = setInterval(() => {
  const due = Math.floor(((Date.now() - begun) / 1000) * options.perSecond);
  while (sent < due && flying.size < 64 && (options.total === 0 || sent < options.total)) {
    const work: Promise<void> = one(sent++).finally(() => flying.delete(work));
    flying.add(work);
  }
  if (options.total > 0 && sent >= options.total && flying.size === 0) finish();
}, 5);

function finish(): void {
  clearInterval(timer);
  void Promise.allSettled(flying).then(() => {
    process.stdout.write(`${JSON.stringify({ accepted, failed })}\n`);
    process.exit(0);
  });
}

process.stdin.resume().on('end', finish);
process.on('SIGTERM', finish);
