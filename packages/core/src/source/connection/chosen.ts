import { codes, HeraldError } from '../../errors.ts';
import type { Access } from './access.ts';
import { inClusterAccess } from './in-cluster.ts';

/** What the config says of the address, whatever the credentials say. */
export interface AddressOptions {
  readonly server?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly serviceAccountFolder?: string | undefined;
}

/** The access at the address that the config names, if it does. Any certificate is accepted instead of a certain authority's. */
export function overridden(access: Access, { server, insecure = false }: AddressOptions): Access {
  const address = server === undefined ? access : { ...access, server: server.replace(/\/+$/, '') };
  if (!insecure) return address;
  const { ca: _, ...files } = address.files;
  return { ...address, skipTlsVerify: true, ca: undefined, files };
}

/**
 * The access with the credentials that the config names, and no others.
 * @throws HeraldError when there are none
 */
export async function chosenAccess(
  credentials: 'service-account' | 'service-account-token' | 'none',
  options: AddressOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Access> {
  if (credentials === 'none') {
    if (options.server === undefined) {
      throw new HeraldError(
        codes.kubeconfig,
        'source.kubernetes: without credentials, server must say where the API server is',
      );
    }
    return overridden(bare(options.server), options);
  }
  const pod = await inClusterAccess(environment, options.serviceAccountFolder);
  if (pod === undefined) {
    throw new HeraldError(
      codes.kubeconfig,
      'source.kubernetes: this is no pod with a service account (KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and a mounted token); set automountServiceAccountToken, or name a kubeconfig',
    );
  }
  if (credentials === 'service-account') return overridden(pod, options);
  const { ca: _, ...files } = pod.files;
  return overridden({ ...pod, ca: undefined, files }, options);
}

function bare(server: string): Access {
  return {
    server,
    origin: 'no credentials',
    ca: undefined,
    cert: undefined,
    key: undefined,
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    headers: {},
    files: {},
    expiresAt: undefined,
    refreshed: undefined,
  };
}
