import { isObject, member } from '../json-value.ts';

/** Which ConfigMap. */
export interface ConfigMapName {
  readonly namespace: string;
  readonly name: string;
}

/** What is known of a ConfigMap. */
export type ConfigMapState =
  | { readonly kind: 'found'; readonly data: Readonly<Record<string, string>> }
  | { readonly kind: 'missing' }
  /** The API server refuses (403); the message says what to grant to whom. */
  | { readonly kind: 'forbidden'; readonly message: string }
  /** It cannot be asked now; what was known before may still hold. */
  | { readonly kind: 'unreachable'; readonly message: string };

/** The state of an object of the API; `binaryData` is no text, so no template. */
export function foundIn(object: unknown): ConfigMapState {
  const data = member(object, 'data');
  const texts = Object.entries(isObject(data) ? data : {}).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text] as const] : [],
  );
  return { kind: 'found', data: Object.fromEntries(texts) };
}

const folder = ({ namespace }: ConfigMapName) => `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`;

/** The object itself, for who may `get` and no more, as kube-eventer asks for. */
export const getPath = (which: ConfigMapName): string => `${folder(which)}/${encodeURIComponent(which.name)}`;

/** A list of the one: it gives a resourceVersion to watch from. RBAC takes the selector for a request that names it. */
export const listPath = (which: ConfigMapName): string => `${folder(which)}?${selector(which)}`;

/** A watch of the one, after `position`. */
export const watchPath = (which: ConfigMapName, position: string, timeoutSeconds: number): string =>
  `${folder(which)}?${selector(which)}&watch=1&allowWatchBookmarks=true&resourceVersion=${position}&timeoutSeconds=${timeoutSeconds}`;

const selector = ({ name }: ConfigMapName) => `fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;
