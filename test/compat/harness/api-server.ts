import { createServer, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';
import type { ConfigMap, EventObject } from './vectors.ts';

/**
 * An API server that shows events byte for byte as they were recorded, uid and times included; the simulator gives each object its own.
 * resourceVersions alone are raised where they would go backwards, for those of a real server never do.
 */
export interface ReplayServer {
  /** `host:port` */
  readonly address: string;
  /** Settles once somebody watches. */
  readonly watched: Promise<void>;
  /** Sends frames: `name`, `MODIFIED:name` or `DELETED:name`. @returns old and new of resourceVersions that were given anew */
  send(batch: readonly string[]): ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** As high as the recordings' list. */
const listed = 1000;

export interface ReplayOptions {
  readonly events: ReadonlyMap<string, EventObject>;
  readonly configMaps?: readonly ConfigMap[];
  readonly forbidsConfigMaps?: boolean;
}

/** Starts an API server on loopback, plain HTTP, open to all. */
export async function startReplayServer(options: ReplayOptions): Promise<ReplayServer> {
  const { events, configMaps = [], forbidsConfigMaps = false } = options;
  const watches = new Set<ServerResponse>();
  const seen = Promise.withResolvers<void>();
  let revision = listed;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://apiserver');
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/api/v1/events') {
      if (url.searchParams.get('watch') === null) {
        const metadata = { resourceVersion: String(revision) };
        json(200, { kind: 'EventList', apiVersion: 'v1', metadata, items: [] });
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      watches.add(response);
      response.once('close', () => watches.delete(response));
      seen.resolve();
      return;
    }
    const [, namespace, name] = /^\/api\/v1\/namespaces\/([^/]+)\/configmaps(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    if (namespace === undefined) json(404, failure(404, 'NotFound'));
    else if (forbidsConfigMaps) json(403, failure(403, 'Forbidden'));
    else answerConfigMap(url, configMaps, { namespace, name }, response, json);
  });
  const port = await listen(server);
  return {
    address: `127.0.0.1:${port}`,
    watched: seen.promise,
    send(batch) {
      const renumbered = new Map<string, string>();
      for (const entry of batch) {
        const [type, name] = /^(MODIFIED|DELETED):/.test(entry) ? entry.split(':') : ['ADDED', entry];
        const event = events.get(name ?? '');
        if (event === undefined) throw new Error(`no event ${name}`);
        const metadata = isFields(event.metadata) ? event.metadata : {};
        const own = Number(metadata.resourceVersion);
        revision = own > revision ? own : revision + 1;
        if (revision !== own) renumbered.set(String(metadata.resourceVersion), String(revision));
        const object = { ...event, metadata: { ...metadata, resourceVersion: String(revision) } };
        for (const watch of watches) watch.write(`${JSON.stringify({ type, object })}\n`);
      }
      return renumbered;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerConfigMap(
  url: URL,
  configMaps: readonly ConfigMap[],
  asked: { readonly namespace: string; readonly name: string | undefined },
  response: ServerResponse,
  json: (status: number, body: object) => void,
): void {
  const wanted = asked.name ?? /^metadata\.name=(.+)$/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1];
  const found = configMaps.filter(
    ({ namespace, name }) => namespace === asked.namespace && (wanted === undefined || name === wanted),
  );
  const objects = found.map(({ namespace, name, data }) => ({
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { namespace, name, uid: `uid-${namespace}-${name}`, resourceVersion: '900' },
    data,
  }));
  const [first] = objects;
  if (asked.name !== undefined) json(first === undefined ? 404 : 200, first ?? failure(404, 'NotFound'));
  else if (url.searchParams.get('watch') === null) {
    json(200, { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '1000' }, items: objects });
  } else response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
}

const failure = (code: number, reason: string) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message: reason,
  reason,
  code,
});

const isFields = (value: unknown): value is EventObject => typeof value === 'object' && value !== null;
