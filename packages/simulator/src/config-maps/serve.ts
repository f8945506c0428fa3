import type { Exchange } from '../exchange.ts';
import { goJson, isObject, type JsonObject } from '../json.ts';
import { flag, readRevision } from '../list-options.ts';
import { mergePatch } from '../merge-patch.ts';
import { readBody } from '../read-body.ts';
import type { Target } from '../route.ts';
import { badRequest, methodNotAllowed, notFound, Refusal } from '../status.ts';
import { selecting } from './select.ts';
import { type ConfigMapContent, type ConfigMapStore, renderConfigMap, type StoredConfigMap } from './store.ts';
import { ConfigMapWatch } from './watch.ts';

/** What ConfigMaps are served from. */
export interface ConfigMapServing {
  readonly store: ConfigMapStore;
  readonly namespaces: ReadonlySet<string>;
  /** How long a watch lives that names no time, ms. */
  readonly watchMs: () => number;
}

export const isConfigMaps = ({ group, version, resource }: Target): boolean =>
  group === '' && version === 'v1' && resource === 'configmaps';

/**
 * Answers a request for ConfigMaps: get, list, watch, create, update, merge patch and delete. Lists come whole, whatever their limit.
 * @throws Refusal as the real server refuses.
 */
export async function serveConfigMaps(exchange: Exchange, serving: ConfigMapServing): Promise<void> {
  const { target, query } = exchange;
  const { store } = serving;
  const { namespace, name, verb } = target;
  const answer = (status: number, body: object) =>
    exchange.answer({ status, contentType: 'application/json', body: [Buffer.from(`${goJson(body)}\n`)] });
  const named = (): StoredConfigMap => {
    const one = store.get(namespace, name);
    if (one === undefined) throw notFound('configmaps', name);
    return one;
  };
  if (verb === 'get') return answer(200, renderConfigMap(named()));
  if (verb === 'list' || verb === 'watch') {
    const picks = selecting(namespace, query.get('fieldSelector') ?? '');
    if (verb === 'watch') return watch(exchange, serving, picks);
    readRevision(query.get('resourceVersion') ?? '', false);
    const items = store
      .all()
      .filter(picks)
      .map((one) => renderConfigMap(one, true));
    const metadata = { resourceVersion: String(store.revision) };
    return answer(200, { kind: 'ConfigMapList', apiVersion: 'v1', metadata, items });
  }
  const body = parse(await readBody(exchange.request));
  const manager = (exchange.request.headers['user-agent'] ?? '').split('/')[0] || 'unknown';
  switch (verb) {
    case 'create': {
      const given = textOf(metadataOf(body).name);
      if (!serving.namespaces.has(namespace)) throw notFound('namespaces', namespace);
      if (store.get(namespace, given) !== undefined) {
        const details = { name: given, kind: 'configmaps' };
        throw new Refusal(409, 'AlreadyExists', `configmaps "${given}" already exists`, details);
      }
      return answer(201, renderConfigMap(store.put(namespace, given, contentOf(body), manager)));
    }
    case 'update':
      return answer(200, renderConfigMap(replace(store, named(), body, manager)));
    case 'patch': {
      const one = named();
      const patched = mergePatch(JSON.parse(goJson(renderConfigMap(one))), body);
      const asked = textOf(metadataOf(body).resourceVersion);
      return answer(200, renderConfigMap(replace(store, one, isObject(patched) ? patched : {}, manager, asked)));
    }
    case 'delete': {
      const { uid } = named();
      store.remove(namespace, name);
      const details = { name, kind: 'configmaps', uid };
      return answer(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
    }
    default:
      throw methodNotAllowed();
  }
}

function watch(exchange: Exchange, serving: ConfigMapServing, picks: (one: StoredConfigMap) => boolean): void {
  const { query } = exchange;
  const asked = Number(query.get('timeoutSeconds') ?? 0) * 1000;
  const from = readRevision(query.get('resourceVersion') ?? '', true);
  const bookmarks = flag(query, 'allowWatchBookmarks') ?? false;
  new ConfigMapWatch(exchange, serving.store, { from, picks, bookmarks, timeoutMs: asked || serving.watchMs() }).open();
}

/** @throws Refusal 409 when `asked`, if given, is not the stored resourceVersion. */
function replace(
  store: ConfigMapStore,
  one: StoredConfigMap,
  body: JsonObject,
  manager: string,
  asked = textOf(metadataOf(body).resourceVersion),
): StoredConfigMap {
  if (asked !== '' && asked !== String(one.revision)) {
    const message = `Operation cannot be fulfilled on configmaps "${one.name}": the object has been modified; please apply your changes to the latest version and try again`;
    throw new Refusal(409, 'Conflict', message, { name: one.name, kind: 'configmaps' });
  }
  return store.put(one.namespace, one.name, contentOf(body), manager);
}

function parse(bytes: Buffer): JsonObject {
  if (bytes.length === 0) return {};
  try {
    const body: unknown = JSON.parse(bytes.toString());
    if (isObject(body)) return body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest('the object provided is unrecognized (must be of type ConfigMap)');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const metadataOf = (body: JsonObject): JsonObject => (isObject(body.metadata) ? body.metadata : {});

function contentOf(body: JsonObject): ConfigMapContent {
  const { labels, annotations } = metadataOf(body);
  return {
    labels: texts(labels, 'labels'),
    annotations: texts(annotations, 'annotations'),
    data: texts(body.data, 'data') ?? {},
  };
}

/** @throws Refusal 400 for values that are no texts. */
function texts(value: unknown, field: string): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.map(([key, text]) => {
      if (typeof text === 'string') return [key, text];
      const why = `json: cannot unmarshal ${typeof text} into Go struct field ConfigMap.${field} of type string`;
      throw badRequest(`ConfigMap in version "v1" cannot be handled as a ConfigMap: ${why}`);
    }),
  );
}
