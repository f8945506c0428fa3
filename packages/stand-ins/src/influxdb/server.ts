import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type BadLine, Fault, PartialWrite } from './fault.ts';
import { linesOf } from './line-protocol.ts';
import { Database, type HeldPoint } from './store.ts';

export interface InfluxdbOptions {
  /** Default 1. Version 3 takes the write paths of 1 and 2, too. */
  readonly version?: 1 | 2 | 3;
  /** Databases or buckets that exist. */
  readonly databases?: readonly string[];
  /** Version 2: the organisation. */
  readonly org?: string;
  /** Version 1: `user:password`; without it everybody may do everything. */
  readonly user?: string;
  /** Version 2 and 3: the token. */
  readonly token?: string;
  /** The credential may write, but make no database. Default false. */
  readonly writeOnly?: boolean;
  /** Milliseconds that points may be old. Default: any. */
  readonly retentionMs?: number;
  /** Bytes of a request's body; default 25 MB, version 2 50 MB. */
  readonly maxBody?: number;
  /** Cloud: writes in each window of five minutes. */
  readonly writesPerWindow?: number;
  /** Unix ms; default Date.now. */
  readonly now?: () => number;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An InfluxDB on loopback, in memory: writes, and what they are refused for. */
export interface InfluxdbStandIn {
  readonly url: string;
  readonly requests: readonly Received[];
  readonly databases: ReadonlySet<string>;
  /** Points of a database or bucket, in the order in which they came first. */
  points(database: string): readonly HeldPoint[];
  close(): Promise<void>;
}

const windowMs = 300_000;
const mostBytes = { 1: 25_000_000, 2: 50_000_000, 3: 10_485_760 } as const;
const fieldBytes = { 1: 65_536, 2: 65_536, 3: 1_000_000 } as const;
/** Nanoseconds of a precision, by any of its names. */
const units: Readonly<Record<string, bigint>> = {
  n: 1n,
  ns: 1n,
  nanosecond: 1n,
  u: 1000n,
  us: 1000n,
  microsecond: 1000n,
  ms: 1_000_000n,
  millisecond: 1_000_000n,
  s: 1_000_000_000n,
  second: 1_000_000_000n,
};

/** Starts a server. */
export async function influxdb(options: InfluxdbOptions = {}): Promise<InfluxdbStandIn> {
  const influx = new Influx(options);
  const server = createServer((request, response) => void influx.serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: influx.requests,
    get databases() {
      return new Set(influx.databases.keys());
    },
    points: (database) => influx.databases.get(database)?.points ?? [],
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

class Influx {
  readonly requests: Received[] = [];
  readonly databases = new Map<string, Database>();
  readonly #options: InfluxdbOptions;
  readonly #version: 1 | 2 | 3;
  readonly #now: () => number;
  #window = { from: 0, writes: 0 };

  constructor(options: InfluxdbOptions) {
    this.#options = options;
    this.#version = options.version ?? 1;
    this.#now = options.now ?? Date.now;
    for (const name of options.databases ?? []) this.#make(name);
  }

  #make(name: string): Database {
    const { retentionMs } = this.#options;
    const retention = retentionMs === undefined ? undefined : BigInt(retentionMs) * 1_000_000n;
    const made = new Database({ fieldBytes: fieldBytes[this.#version], retention, now: this.#now });
    this.databases.set(name, made);
    return made;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await buffer(request);
    const { method = '', url = '/', headers } = request;
    const answer = (status: number, body?: object, more: Readonly<Record<string, string>> = {}) => {
      const type = { 'content-type': 'application/json' };
      response.writeHead(status, { ...type, ...more }).end(body && JSON.stringify(body));
    };
    try {
      if (sent.length > (this.#options.maxBody ?? mostBytes[this.#version])) {
        throw new Fault(413, 'request too large', 'Request Entity Too Large');
      }
      const body = (headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString('utf8');
      this.requests.push({ method, path: url, headers, body });
      const { pathname, searchParams } = new URL(url, 'http://stand-in');
      const [status, content] = this.#handle(`${method} ${pathname}`, searchParams, headers, body);
      answer(status, content);
    } catch (error) {
      if (error instanceof PartialWrite) return answer(400, error.body);
      if (!(error instanceof Fault)) return answer(500, { error: String(error) });
      const said = this.#version === 2 ? { code: error.code, message: error.message } : { error: error.message };
      answer(error.status, said, error.headers);
    }
  }

  #handle(
    what: string,
    query: URLSearchParams,
    headers: IncomingMessage['headers'],
    body: string,
  ): readonly [number, object?] {
    const version = this.#version;
    if (what === 'POST /write' && version !== 2) {
      this.#authenticate(headers.authorization, query);
      const name = query.get('db') ?? '';
      if (name === '') throw new Fault(400, 'invalid', 'database is required');
      const policy = query.get('rp');
      const found = this.databases.get(name);
      if (!found && version === 1) throw new Fault(404, 'not found', `database not found: "${name}"`);
      if (policy !== null && policy !== 'autogen')
        throw new Fault(500, 'internal error', `retention policy not found: ${policy}`);
      return this.#write(found ?? this.#make(name), body, query.get('precision') ?? 'n');
    }
    if (what === 'POST /query' && version === 1) {
      this.#authenticate(headers.authorization, query);
      return this.#query(new URLSearchParams(body).get('q') ?? '');
    }
    if (what === 'POST /api/v2/write' && version !== 1) {
      this.#authenticate(headers.authorization, query);
      this.#limit();
      const name = query.get('bucket') ?? '';
      this.#organisation(query.get('org'));
      const found = this.databases.get(name);
      if (!found && version === 2) throw new Fault(404, 'not found', `bucket "${name}" not found`);
      if (version === 2 && body === '') throw new Fault(400, 'invalid', 'writing requires points');
      return this.#write(found ?? this.#make(name), body, query.get('precision') ?? 'ns');
    }
    if (what === 'POST /api/v3/write_lp' && version === 3) {
      this.#authenticate(headers.authorization, query);
      const name = query.get('db') ?? '';
      if (name === '') throw new Fault(400, 'invalid', 'missing query parameters: db');
      if (body === '') throw new Fault(400, 'invalid', 'no lines to write: the body is empty');
      return this.#write(this.databases.get(name) ?? this.#make(name), body, query.get('precision') ?? 'auto');
    }
    if (what === 'GET /api/v2/orgs' && version === 2) {
      this.#authenticate(headers.authorization, query);
      const { org = 'ops' } = this.#options;
      return [200, { orgs: query.get('org') === org ? [{ id: '0123456789abcdef', name: org }] : [] }];
    }
    if (what === 'POST /api/v2/buckets' && version === 2) {
      this.#authenticate(headers.authorization, query);
      if (this.#options.writeOnly) throw new Fault(403, 'forbidden', 'insufficient permissions for write');
      const { orgID, name }: { readonly orgID?: unknown; readonly name?: unknown } = JSON.parse(body);
      if (typeof orgID !== 'string' || typeof name !== 'string')
        throw new Fault(400, 'invalid', 'orgID and name are required');
      this.#make(name);
      return [201, { name }];
    }
    throw new Fault(404, 'not found', 'path not found');
  }

  #authenticate(header: string | undefined, query: URLSearchParams): void {
    const { user, token } = this.#options;
    if (user === undefined && token === undefined) return;
    const [name = '', password = ''] = (user ?? ':').split(':');
    const good = [
      ...(user === undefined ? [] : [`Basic ${Buffer.from(user).toString('base64')}`]),
      ...(token === undefined ? [] : [`Token ${token}`]),
      ...(token !== undefined && this.#version === 3 ? [`Bearer ${token}`] : []),
    ];
    if (header !== undefined && good.includes(header)) return;
    if (user !== undefined && query.get('u') === name && query.get('p') === password) return;
    const missing = this.#version === 1 ? 'unable to parse authentication credentials' : 'unauthorized access';
    throw new Fault(401, 'unauthorized', header === undefined ? missing : `authorization failed: ${header}`);
  }

  #organisation(asked: string | null): void {
    const { org = 'ops' } = this.#options;
    if (this.#version === 2 && asked !== org)
      throw new Fault(404, 'not found', `organization name "${asked}" not found`);
  }

  /** The cloud counts in windows of five minutes, and says when the next begins. */
  #limit(): void {
    const { writesPerWindow = Infinity } = this.#options;
    const now = this.#now();
    if (now - this.#window.from >= windowMs) this.#window = { from: now, writes: 0 };
    if (this.#window.writes++ < writesPerWindow) return;
    const seconds = Math.ceil((this.#window.from + windowMs - now) / 1000);
    throw new Fault(429, 'too many requests', 'exceeded write limit', { 'retry-after': String(seconds) });
  }

  #query(statement: string): readonly [number, object] {
    const [, name, policy] = /^CREATE DATABASE "((?:[^"\\]|\\.)+)"(?: WITH NAME "(.+)")?$/.exec(statement) ?? [];
    if (name === undefined) throw new Fault(400, 'invalid', 'error parsing query');
    if (this.#options.writeOnly) {
      const reason = `error authorizing query: writer not authorized to execute statement '${statement}', requires admin privilege`;
      throw new Fault(403, 'forbidden', reason);
    }
    if (policy !== undefined && this.databases.has(name)) {
      return [200, { results: [{ statement_id: 0, error: 'retention policy conflicts with an existing policy' }] }];
    }
    if (!this.databases.has(name)) this.#make(name);
    return [200, { results: [{ statement_id: 0 }] }];
  }

  #write(database: Database, body: string, precision: string): readonly [number, object?] {
    const unit = units[precision];
    if (unit === undefined) throw new Fault(400, 'invalid', `invalid precision: ${precision}`);
    const lines = linesOf(body, this.#version === 1);
    const bad = database.write(lines, unit);
    const [first] = bad;
    if (first === undefined) return [204];
    throw this.#refusal(bad, first, lines.length);
  }

  #refusal(bad: readonly BadLine[], first: BadLine, count: number): Error {
    if (this.#version === 2) {
      const old = /retention/.test(first.reason);
      return new Fault(
        old ? 422 : 400,
        old ? 'unprocessable entity' : 'invalid',
        `partial write: ${first.reason} dropped=${bad.length}`,
      );
    }
    if (this.#version === 3) return new PartialWrite(bad);
    const reason = /conflict|retention/.test(first.reason)
      ? first.reason
      : `unable to parse '${first.line}': ${first.reason}`;
    return new Fault(400, 'invalid', bad.length === count ? reason : `partial write: ${reason} dropped=${bad.length}`);
  }
}
