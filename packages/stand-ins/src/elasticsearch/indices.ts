import { authorize, type Users } from './access.ts';
import { Fault, type Fields, isFields } from './fault.ts';
import type { Store } from './store.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

function addAliases(body: string, store: Store): void {
  const parsed: unknown = JSON.parse(body);
  const actions: readonly unknown[] = isFields(parsed) && Array.isArray(parsed.actions) ? parsed.actions : [];
  for (const action of actions) {
    const add = isFields(action) && isFields(action.add) ? action.add : {};
    store.addAlias(String(add.index), String(add.alias));
  }
}

/** Answers what is asked of single indices and of aliases; undefined: nothing of the kind. @throws Fault as the server refuses it */
export function handleIndex({ method, path, body }: Asked, store: Store, users: Users): Fields | undefined {
  if (method === 'POST' && path === '/_aliases') {
    authorize('indices:admin/aliases', users);
    addAliases(body, store);
    return { acknowledged: true };
  }
  const [, name, rest] = /^\/([^/_][^/]*)(\/_alias)?$/.exec(decodeURIComponent(path)) ?? [];
  if (name === undefined) return undefined;
  const index = store.indices.get(name);
  const missing = new Fault(404, 'index_not_found_exception', `no such index [${name}]`);
  if (method === 'HEAD' && rest === undefined) {
    authorize('indices:admin/get', users);
    if (!index) throw missing;
    return {};
  }
  if (method === 'PUT' && rest === undefined) {
    authorize('indices:admin/create', users);
    store.create(name);
    return { acknowledged: true, shards_acknowledged: true, index: name };
  }
  if (method === 'GET' && rest !== undefined) {
    authorize('indices:admin/aliases/get', users);
    if (!index) throw missing;
    return { [name]: { aliases: Object.fromEntries(index.aliases.map((alias) => [alias, {}])) } };
  }
  return undefined;
}
