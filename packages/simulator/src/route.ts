import type { ApiGroup } from './event.ts';
import { flag } from './list-options.ts';

/** What a request is about, as apiserver's RequestInfo resolves it. */
export interface Target {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; the lower-case method for other paths. */
  readonly verb: string;
  /** False for /version, /healthz, discovery and the like. */
  readonly isResource: boolean;
  readonly path: string;
  readonly group: string;
  readonly version: string;
  /** Empty at cluster scope. */
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

function verbOf(method: string, named: boolean, watching: boolean): string {
  if (method === 'GET' || method === 'HEAD') {
    if (watching) return 'watch';
    return named ? 'get' : 'list';
  }
  const verb = verbs[method] ?? method.toLowerCase();
  return verb === 'delete' && !named ? 'deletecollection' : verb;
}

/** Resolves method, path and query. */
export function route(method: string, path: string, query: URLSearchParams): Target {
  const other: Target = {
    verb: method.toLowerCase(),
    isResource: false,
    path,
    group: '',
    version: '',
    namespace: '',
    resource: '',
    name: '',
  };
  const parts = path.split('/').filter((part) => part !== '');
  const [root, ...below] = parts;
  let rest: string[];
  let group = '';
  if (root === 'api' && below.length >= 2) {
    rest = below;
  } else if (root === 'apis' && below.length >= 3) {
    group = below[0] ?? '';
    rest = below.slice(1);
  } else {
    return other;
  }
  const version = rest[0] ?? '';
  rest = rest.slice(1);
  let watching = flag(query, 'watch') ?? false;
  if (rest[0] === 'watch') {
    // The deprecated path.
    watching = true;
    rest = rest.slice(1);
  }
  let namespace = '';
  if (rest[0] === 'namespaces' && rest.length > 1) {
    namespace = decodeURIComponent(rest[1] ?? '');
    if (rest.length > 2) rest = rest.slice(2);
  }
  const [resource = '', name = ''] = rest;
  const verb = verbOf(method, name !== '', watching);
  const selected = verb === 'list' || verb === 'watch' ? selectedName(query) : '';
  const asked = decodeURIComponent(name) || selected;
  return { verb, isResource: true, path, group, version, namespace, resource, name: asked };
}

/** The one name that a field selector picks: a right to that name alone is enough (apiserver, requestinfo.go). */
function selectedName(query: URLSearchParams): string {
  const terms = (query.get('fieldSelector') ?? '').split(',');
  return terms.flatMap((term) => /^metadata\.name==?([^/%]+)$/.exec(term)?.[1] ?? [])[0] ?? '';
}

/** The group of a target that serves events; undefined for everything else. */
export function eventsGroup(target: Target): ApiGroup | undefined {
  if (target.resource !== 'events' || target.version !== 'v1') return undefined;
  if (target.group === '' || target.group === 'events.k8s.io') return target.group;
  return undefined;
}
