import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { parse } from '../../support/receiver.ts';
import { until } from '../../support/until.ts';
import { type ApiServer, startApiServer } from '../kubernetes/server.ts';
import { isKubeObject, type KubeObject } from './objects.ts';

/** What the API server answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The real API server, with what tests do by hand. */
export interface Api {
  readonly server: ApiServer;
  /** One request, as admin unless `token` says otherwise. */
  call(method: string, path: string, body?: object, token?: string): Promise<Answer>;
  /** Server-side apply, as `kubectl apply --server-side` does it. @param query such as `dryRun=All` */
  apply(object: KubeObject, query?: string): Promise<Answer>;
  /** An object that is there, by one that names it. */
  get(object: KubeObject): Promise<KubeObject>;
  /** Whether it is there, and not being deleted: no controller runs here that would end the deletion of a claim. */
  exists(object: KubeObject): Promise<boolean>;
  /** Makes a namespace, with labels. */
  namespace(name: string, labels?: Readonly<Record<string, string>>): Promise<void>;
  end(): Promise<void>;
}

const clusterWide = new Set(['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition']);

/** Where objects like this one are: the API's names are the lower-case plurals of the kinds. */
export function collectionPath({ apiVersion, kind, metadata }: KubeObject): string {
  const plural = kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = clusterWide.has(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${root}${scope}/${plural.toLowerCase()}`;
}

const objectPath = (object: KubeObject) => `${collectionPath(object)}/${object.metadata.name}`;

/** Starts the API server, and gives it the two kinds of the Prometheus operator. */
export async function openApi(): Promise<Api> {
  const server = await startApiServer();
  const dispatcher = new Agent({ connect: { ca: readFileSync(server.caFile) } });
  const send = async (method: string, path: string, type: string, body?: object, token = server.token) => {
    const { statusCode, body: answer } = await request(`${server.server}${path}`, {
      dispatcher,
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: statusCode, text: await answer.text() };
  };
  const call = (method: string, path: string, body?: object, token?: string) =>
    send(method, path, 'application/json', body, token);
  const apply = (object: KubeObject, query = '') =>
    // JSON is YAML.
    send('PATCH', `${objectPath(object)}?fieldManager=test&${query}`, 'application/apply-patch+yaml', object);
  for (const [kind, plural] of [
    ['ServiceMonitor', 'servicemonitors'],
    ['PrometheusRule', 'prometheusrules'],
  ] as const) {
    const definition = operatorKind(kind, plural);
    await apply(definition);
    await until(
      `the kind ${kind}`,
      async () => (await call('GET', `/apis/monitoring.coreos.com/v1/${plural}`)).status === 200,
    );
  }
  return {
    server,
    call,
    apply,
    get: async (object) => parse((await call('GET', objectPath(object))).text, isKubeObject),
    exists: async (object) => {
      const { status, text } = await call('GET', objectPath(object));
      return status === 200 && parse(text, isKubeObject).metadata.deletionTimestamp === undefined;
    },
    namespace: async (name, labels = {}) => {
      const { status, text } = await call('POST', '/api/v1/namespaces', { metadata: { name, labels } });
      if (status !== 201) throw new Error(text);
    },
    end: async () => {
      await dispatcher.destroy();
      await server.stop();
    },
  };
}

/** As much of a kind of the Prometheus operator as the API server needs to take objects of it. */
function operatorKind(kind: string, plural: string): KubeObject {
  const schema = {
    type: 'object',
    required: ['spec'],
    properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.monitoring.coreos.com` },
    spec: {
      group: 'monitoring.coreos.com',
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}
