import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { authenticate, authorize, type Users } from './access.ts';
import { readBulk } from './bulk.ts';
import { Fault, type Fields, isFields } from './fault.ts';
import { filterPath } from './filter-path.ts';
import { handleIndex } from './indices.ts';
import { type Index, Store } from './store.ts';

export interface ElasticsearchOptions {
  /** Default 8.15.0. */
  readonly version?: string;
  readonly distribution?: 'elasticsearch' | 'opensearch';
  readonly users?: Users;
  /** Default: indices are made when a document comes for them. */
  readonly autoCreate?: boolean;
  readonly pipelines?: readonly string[];
  /** http.max_content_length; default 100 MiB. */
  readonly maxContentLength?: number;
}

/** A request as it came. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A cluster of one node on loopback, in memory: bulk `create`, templates, and the refusals of the real one. */
export interface ElasticsearchStandIn {
  readonly url: string;
  readonly indices: ReadonlyMap<string, Index>;
  readonly templates: Map<string, Fields>;
  readonly requests: readonly Received[];
  /** Makes an index take no writes, as a full disk does. */
  block(index: string): void;
  unblock(index: string): void;
  /** The write queue is full for the next so many documents. */
  rejectNext(documents: number): void;
  close(): Promise<void>;
}

const maxContentLength = 104_857_600;

/** Starts a cluster. */
export async function elasticsearch(options: ElasticsearchOptions = {}): Promise<ElasticsearchStandIn> {
  const node = new Node(options);
  const server = createServer((request, response) => void node.serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    indices: node.store.indices,
    templates: node.store.templates,
    requests: node.requests,
    block: (index) => void node.store.blocked.add(index),
    unblock: (index) => void node.store.blocked.delete(index),
    rejectNext: (documents) => {
      node.rejecting = documents;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

class Node {
  readonly requests: Received[] = [];
  readonly store: Store;
  rejecting = 0;
  readonly #options: ElasticsearchOptions;
  readonly #major: number;

  constructor(options: ElasticsearchOptions) {
    this.#options = options;
    this.#major = Number.parseInt(options.version ?? '8', 10);
    const isNew = this.#major >= 8 && options.distribution !== 'opensearch';
    const refusal = isNew ? 'document_parsing_exception' : 'mapper_parsing_exception';
    this.store = new Store({ refusal, autoCreate: options.autoCreate ?? true });
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await buffer(request);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    try {
      const { maxContentLength: most = maxContentLength } = this.#options;
      if (sent.length > most) return void response.writeHead(413).end();
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString('utf8');
      const { method = '', url = '/', headers } = request;
      this.requests.push({ method, path: url, headers, body });
      const { pathname, searchParams } = new URL(url, 'http://stand-in');
      authenticate(headers.authorization, this.#options.users ?? {});
      answer(
        200,
        filterPath(this.#handle(method, pathname, searchParams, headers, body), searchParams.get('filter_path')),
      );
    } catch (error) {
      if (!(error instanceof Fault)) answer(500, { error: { type: 'exception', reason: String(error) }, status: 500 });
      else answer(error.status, error.body);
    }
  }

  #handle(
    method: string,
    path: string,
    query: URLSearchParams,
    headers: IncomingMessage['headers'],
    body: string,
  ): unknown {
    const users = this.#options.users ?? {};
    const [, template] = /^\/_index_template\/(.+)$/.exec(path) ?? [];
    if (method === 'GET' && path === '/') {
      authorize('cluster:monitor/main', users);
      const { version = '8.15.0', distribution } = this.#options;
      const opensearch = distribution === 'opensearch' ? { distribution } : {};
      return { name: 'node-1', cluster_name: 'stand-in', version: { ...opensearch, number: version } };
    }
    if (method === 'POST' && path === '/_bulk') {
      authorize('indices:data/write/bulk', users);
      const type = headers['content-type'] ?? '';
      if (!/^application\/(x-ndjson|json)\b/.test(type)) {
        throw new Fault(406, 'media_type_header_exception', `Content-Type header [${type}] is not supported`);
      }
      return this.#bulk(body, query.get('pipeline'));
    }
    if (template !== undefined && method === 'GET') {
      authorize('indices:admin/index_template/get', users);
      const found = this.store.templates.get(template);
      if (!found)
        throw new Fault(404, 'resource_not_found_exception', `index template matching [${template}] not found`);
      return { index_templates: [{ name: template, index_template: found }] };
    }
    if (template !== undefined && method === 'PUT') {
      authorize('indices:admin/index_template/put', users);
      const parsed: unknown = JSON.parse(body);
      if (isFields(parsed)) this.store.putTemplate(template, parsed);
      return { acknowledged: true };
    }
    const ofIndex = handleIndex({ method, path, body }, this.store, users);
    if (ofIndex !== undefined) return ofIndex;
    throw new Fault(405, 'method_not_allowed', `Incorrect HTTP method for uri [${path}] and method [${method}]`);
  }

  #bulk(body: string, pipeline: string | null): unknown {
    const items = readBulk(body, this.#major < 8 && this.#options.distribution !== 'opensearch').map((action) => {
      const { name, index, id, source } = action;
      const known = { _index: index, ...(id === undefined ? {} : { _id: id }) };
      try {
        if (this.rejecting > 0) {
          this.rejecting--;
          throw new Fault(
            429,
            'es_rejected_execution_exception',
            'rejected execution of primary operation [queue capacity = 10000]',
          );
        }
        if (pipeline !== null && !(this.#options.pipelines ?? []).includes(pipeline)) {
          throw new Fault(400, 'illegal_argument_exception', `pipeline with id [${pipeline}] does not exist`);
        }
        const result = this.store.write(index, id, source, name === 'index');
        return {
          [name]: { ...known, _version: 1, result, _shards: { total: 2, successful: 1, failed: 0 }, status: 201 },
        };
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return { [name]: { ...known, status: error.status, error: { type: error.type, reason: error.message } } };
      }
    });
    const errors = items.some((item) => Object.values(item).some((result) => 'error' in result));
    return { took: 3, errors, items };
  }
}
