import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type Asked, type Reply, type Served, serve } from '../loopback/index.ts';
import { type ItemAnswer, readItem, type Stored } from './item.ts';

export interface HoneycombOptions {
  /** The key it knows. Default: any that is not empty. */
  readonly apiKey?: string;
  /** Whether the key may send events. Default true. */
  readonly maySend?: boolean;
  /** The team is throttled by its administration: 403. */
  readonly isThrottled?: boolean;
  /** Requests in each window; default: no limit, and no headers that tell of one. */
  readonly rate?: { readonly requests: number; readonly windowSeconds: number; readonly retryAfter?: boolean };
  /** What it says of an event that it would take. */
  readonly judge?: (event: Stored) => ItemAnswer | undefined;
  /** Unix ms; default Date.now. */
  readonly now?: () => number;
}

/** A Honeycomb API on loopback, in memory. */
export interface Honeycomb {
  readonly url: string;
  readonly events: readonly Stored[];
  /** Every request, refused ones included. */
  readonly requests: readonly Asked[];
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Bytes of a body, as it is sent, at most. */
const mostBodyBytes = 5_000_000;

const problem = (status: number, error: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers,
  body: { error },
});

/** Starts a server. Rules: docs.honeycomb.io/api, events, errors, rate limits and authentication. */
export async function honeycomb(options: HoneycombOptions = {}): Promise<Honeycomb> {
  const api = new Api(options);
  const served: Served = await serve((asked) => api.answer(asked));
  return {
    url: served.origin,
    events: api.events,
    requests: api.requests,
    down: () => served.down(),
    up: () => served.up(),
  };
}

class Api {
  readonly events: Stored[] = [];
  readonly requests: Asked[] = [];
  readonly #options: HoneycombOptions;
  readonly #now: () => number;
  #window = { from: Number.NEGATIVE_INFINITY, requests: 0 };

  constructor(options: HoneycombOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  answer(asked: Asked): Reply {
    this.requests.push(asked);
    const { method, url, headers } = asked;
    const { apiKey, maySend = true, isThrottled = false } = this.#options;
    const key = headers['x-honeycomb-team'];
    if (typeof key !== 'string' || key === '' || (apiKey !== undefined && key !== apiKey)) {
      return problem(401, `unknown API key - check your credentials (${String(key)})`);
    }
    if (method === 'GET' && url.pathname === '/1/auth') {
      return { body: { id: 'hcaik_01', type: 'ingest', api_key_access: { events: maySend } } };
    }
    const slug = /^\/1\/batch\/([^/]+)$/.exec(url.pathname)?.[1];
    if (method !== 'POST' || slug === undefined || /%2f/i.test(slug)) return problem(404, 'Dataset not found');
    if (!maySend) return problem(401, 'API key is not allowed to send events');
    if (isThrottled) return problem(403, 'event dropped due to administrative throttling');
    const rate = this.#count();
    if (rate.refusal) return rate.refusal;
    const reply = this.#take(asked, decodeURIComponent(slug).toLowerCase());
    return { ...reply, headers: { ...reply.headers, ...rate.headers } };
  }

  #count(): { readonly refusal?: Reply; readonly headers?: Readonly<Record<string, string>> } {
    const { rate } = this.#options;
    if (rate === undefined) return {};
    const now = this.#now();
    if (now - this.#window.from >= rate.windowSeconds * 1000) this.#window = { from: now, requests: 0 };
    const reset = Math.ceil((this.#window.from + rate.windowSeconds * 1000 - now) / 1000);
    const isOver = ++this.#window.requests > rate.requests;
    const remaining = Math.max(0, rate.requests - this.#window.requests);
    const headers = {
      ratelimit: `limit=${rate.requests}, remaining=${remaining}, reset=${reset}`,
      'ratelimit-policy': `${rate.requests};w=${rate.windowSeconds}`,
    };
    if (!isOver) return { headers };
    const wait = rate.retryAfter === false ? {} : { 'retry-after': String(reset) };
    return { refusal: problem(429, 'You have exceeded your rate limit.', { ...headers, ...wait }) };
  }

  #take({ body, headers }: Asked, dataset: string): Reply {
    if (body.length > mostBodyBytes) return problem(413, 'Request body is too large.');
    const items = parse(body, headers['content-encoding']);
    if (items === undefined) return problem(400, 'Request body is malformed and cannot be read.');
    return { body: items.map((item) => this.#takeOne(item, dataset)) };
  }

  #takeOne(item: unknown, dataset: string): ItemAnswer {
    const read = readItem(item, dataset, this.#now());
    if ('status' in read) return read;
    const said = this.#options.judge?.(read);
    if (said) return said;
    this.events.push(read);
    return { status: 202 };
  }
}

function parse(body: Buffer, encoding: string | undefined): readonly unknown[] | undefined {
  try {
    const plain = encoding === 'gzip' ? gunzipSync(body) : encoding === 'zstd' ? zstdDecompressSync(body) : body;
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
    return Array.isArray(value) && value.length > 0 ? value : undefined;
  } catch (error) {
    // Compressed otherwise than the header says, no UTF-8, or no JSON: the client's fault whichever it is.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
