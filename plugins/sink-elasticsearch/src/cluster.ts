import {
  createHttpClient,
  type HttpClient,
  type HttpReply,
  type HttpRequest,
  type Meaning,
  RetryableError,
} from '@kubeherald/sink-sdk';
import type { Authorization } from './authorization.ts';

type ClientOptions = Parameters<typeof createHttpClient>[0];

export interface ClusterOptions extends ClientOptions {
  readonly url: string;
  readonly nodes: readonly string[];
}

/** A request to a path of the cluster: `/_bulk?pipeline=x`. */
export type ClusterRequest = Omit<HttpRequest, 'url'> & { readonly path: string };

/** The nodes of one cluster, behind one client. */
export interface ClusterClient {
  /** Sends to the node whose turn it is. @throws as HttpClient.send does */
  send(request: ClusterRequest): Promise<HttpReply>;
  readonly hide: HttpClient['hide'];
  readonly close: HttpClient['close'];
}

function statusesFor(options: string): Readonly<Record<number, Meaning>> {
  const forbidden =
    'the credential is not allowed this; it needs the privileges create_doc and auto_configure on the index';
  return {
    401: { kind: 'config', advice: `the cluster does not accept the credential: check ${options}` },
    403: { kind: 'config', advice: forbidden },
    404: { kind: 'config', advice: 'there is no such API at this URL: check url' },
    405: { kind: 'config', advice: 'there is no such API at this URL: check url' },
    406: { kind: 'config', advice: 'this is no API of Elasticsearch 7 to 9 or OpenSearch: check url' },
  };
}

/**
 * @throws ConfigError for options that cannot work
 */
export async function createCluster(options: ClusterOptions, credential: Authorization): Promise<ClusterClient> {
  const nodes = [options.url, ...options.nodes];
  const client = await createHttpClient({
    ...options,
    secrets: [...credential.secrets, ...nodes.flatMap(passwordOf)],
    statuses: statusesFor(credential.options),
  });
  let turn = 0;
  return {
    async send({ path, headers, ...request }) {
      const url = join(nodes[turn % nodes.length] ?? options.url, path);
      const { method = 'POST', body = '' } = request;
      const signed = credential.sign?.({ method, url: new URL(url), headers: headers ?? {}, body, now: Date.now() });
      try {
        return await client.send({ ...request, url, headers: { ...credential.headers, ...headers, ...signed } });
      } catch (error) {
        if (RetryableError.is(error)) turn++;
        throw error;
      }
    },
    hide: client.hide,
    close: () => client.close(),
  };
}

/** A URL's own path stays: proxies and hosted clusters have one. */
function join(node: string, path: string): string {
  const [base = ''] = node.split(/[?#]/);
  return base.replace(/\/+$/, '') + path;
}

const passwordOf = (node: string): readonly string[] => (URL.canParse(node) ? [new URL(node).password] : []);
