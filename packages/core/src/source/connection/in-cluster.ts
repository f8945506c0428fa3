import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Access } from './access.ts';

/** Where the kubelet mounts a pod's service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The access that a pod has by its service account; undefined when this is no pod, or one without a token mounted.
 * These few facts are a documented contract of Kubernetes, so no library (and no thread for it) is started for them.
 */
export async function inClusterAccess(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string = serviceAccountFolder,
): Promise<Access | undefined> {
  const host = environment.KUBERNETES_SERVICE_HOST;
  const port = environment.KUBERNETES_SERVICE_PORT;
  if (!host || !port) return undefined;
  const files = { ca: join(folder, 'ca.crt'), token: join(folder, 'token') };
  const token = await readIfThere(files.token);
  if (token === undefined) return undefined;
  const ca = await readIfThere(files.ca);
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    origin: `the service account in ${folder}`,
    ca,
    cert: undefined,
    key: undefined,
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    headers: { authorization: `Bearer ${token.trim()}` },
    files: ca === undefined ? { token: files.token } : files,
    expiresAt: undefined,
    refreshed: undefined,
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
