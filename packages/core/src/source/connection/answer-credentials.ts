import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node';
import { answerAside } from '../../aside.ts';
import { isObject, type JsonObject, member, textOf } from '../json-value.ts';
import type { Access, AccessRequest, RefreshedTokens } from './access.ts';
import type { CredentialsAnswer } from './credentials.ts';
import { KubeconfigError, kubeconfigFiles, readText, type SelectedContext, selectContext } from './kubeconfig.ts';
import { jwtExpiry, prepareOidc, refreshedBy, withRefreshed } from './oidc.ts';

/**
 * Entry of the process that asks @kubernetes/client-node who we are. It answers once and ends, because that library's models cost
 * 50 MB of memory for as long as they are loaded.
 */

const selectionOf = (request: AccessRequest) =>
  selectContext(kubeconfigFiles(request.kubeconfig, process.env, existsSync), request.context);

async function resolveAccess(request: AccessRequest): Promise<Access> {
  const selected = selectionOf(request);
  const { cluster, user, origin } = selected;
  setExecInfo(selected);
  const resolved = await authenticate(selected, request.refreshed);
  const { options } = resolved;
  const files = {
    ...fileOf('ca', cluster['certificate-authority']),
    ...fileOf('cert', user['client-certificate']),
    ...fileOf('key', user['client-key']),
    ...fileOf('token', user.tokenFile),
  };
  const ca = pem(options.ca);
  const cert = pem(options.cert);
  const key = pem(options.key);
  checkPem(`${origin}: certificate-authority of cluster "${selected.clusterName}"`, { ca });
  checkPem(`${origin}: client certificate and key of user "${selected.userName}"`, { cert, key });
  return {
    server: textOf(cluster.server).replace(/\/+$/, ''),
    origin,
    ca,
    cert,
    key,
    skipTlsVerify: cluster['insecure-skip-tls-verify'] === true,
    tlsServerName: textOf(cluster['tls-server-name']) || undefined,
    proxyUrl: textOf(cluster['proxy-url']) || undefined,
    headers: { ...headersOf(options), ...impersonation(user), ...tokenFromFile(files.token) },
    files,
    expiresAt: resolved.expiresAt,
    refreshed: resolved.refreshed,
  };
}

/** Lets client-node do what depends on the kind of credentials: certificates, tokens, exec plugins, OIDC. */
async function authenticate(selected: SelectedContext, before: RefreshedTokens | undefined) {
  const { cluster, origin, userName } = selected;
  const user = withRefreshed(selected.user, before);
  const kubeConfig = new KubeConfig();
  const options: RequestOptions = {};
  try {
    kubeConfig.loadFromString(
      JSON.stringify({
        // Neither the proxy nor plain http are client-node's business here: it would build an agent, or refuse.
        clusters: [{ name: 'c', cluster: { ...cluster, 'proxy-url': undefined, 'insecure-skip-tls-verify': true } }],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    );
    prepareOidc(kubeConfig.getCurrentUser()?.authProvider?.config);
    await kubeConfig.applyToHTTPSOptions(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    const command = textOf(member(user.exec, 'command'));
    const hint = textOf(member(user.exec, 'installHint'));
    const what = command === '' ? 'the credentials' : `the exec plugin "${command}"`;
    throw new Error(`${origin}: ${what} of user "${userName}" failed: ${reason}${hint === '' ? '' : ` (${hint})`}`, {
      cause: error,
    });
  }
  if (isObject(user.exec) && options.headers === undefined && options.cert === undefined) {
    throw new Error(`${origin}: the exec plugin of user "${userName}" gave neither a token nor a certificate`);
  }
  const oidc = refreshedBy(selected.user, kubeConfig.getCurrentUser()?.authProvider?.config, before);
  return {
    options,
    expiresAt: execExpiry(kubeConfig) ?? jwtExpiry(user, textOf(member(options.headers, 'Authorization'))),
    refreshed: oidc,
  };
}

/**
 * When the exec plugin's credential ends. client-node keeps the plugin's answer in its exec authenticator and shows it nowhere, so it is
 * looked up by name; should a later version keep it elsewhere, the answer is undefined and a 401 renews the credential instead.
 */
function execExpiry(kubeConfig: KubeConfig): number | undefined {
  const authenticators: unknown = Reflect.get(kubeConfig, 'authenticators');
  if (!Array.isArray(authenticators)) return undefined;
  for (const authenticator of authenticators) {
    const credential = member(member(authenticator, 'tokenCache'), 'u');
    const at = Date.parse(textOf(member(member(credential, 'status'), 'expirationTimestamp')));
    if (!Number.isNaN(at)) return at;
  }
  return undefined;
}

/** What kubectl tells a plugin about the cluster (client.authentication.k8s.io, ExecCredential); client-node leaves it out. */
function setExecInfo({ cluster, user }: SelectedContext): void {
  const exec = user.exec;
  if (!isObject(exec)) return;
  const about = {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'certificate-authority-data': cluster['certificate-authority-data'],
    'proxy-url': cluster['proxy-url'],
  };
  process.env.KUBERNETES_EXEC_INFO = JSON.stringify({
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo === true ? { cluster: about } : {}) },
  });
}

function headersOf(options: RequestOptions): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  if (typeof options.auth === 'string') {
    headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  const given: unknown = options.headers;
  if (isObject(given)) {
    for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = textOf(value).trim();
  }
  return headers;
}

/** Impersonation beyond the user's name, which client-node does not know. */
function impersonation(user: JsonObject): Record<string, string | string[]> {
  const groups = user['as-groups'];
  const uid = textOf(user['as-uid']);
  return {
    ...(Array.isArray(groups) ? { 'impersonate-group': groups.map(textOf) } : {}),
    ...(uid === '' ? {} : { 'impersonate-uid': uid }),
  };
}

/** `tokenFile` counts more than `token`, as in kubectl; client-node does not know it. */
function tokenFromFile(file: string | undefined): Record<string, string> {
  if (file === undefined) return {};
  return { authorization: `Bearer ${readText(file, 'the token file').trim()}` };
}

function fileOf<Name extends string>(name: Name, path: unknown): Partial<Record<Name, string>>;
function fileOf(name: string, path: unknown): Partial<Record<string, string>> {
  return textOf(path) === '' ? {} : { [name]: textOf(path) };
}

function pem(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : undefined;
}

/** Done here, because a socket would say it later, and without the name of the field. */
function checkPem(
  what: string,
  parts: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined },
) {
  try {
    // An authority that is no certificate is passed over by TLS in silence.
    if (parts.ca !== undefined) new X509Certificate(parts.ca);
    createSecureContext(parts);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KubeconfigError(`${what} cannot be used, a PEM was expected: ${reason}`, { cause: error });
  }
}

function isAccessRequest(value: unknown): value is AccessRequest {
  return isObject(value) && 'kubeconfig' in value && 'context' in value;
}

async function answer(question: unknown): Promise<CredentialsAnswer> {
  if (!isAccessRequest(question)) throw new TypeError('the credentials process was asked for nothing');
  try {
    return { kind: 'access', access: await resolveAccess(question) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof KubeconfigError ? 'invalid' : 'failed', message };
  }
}

answerAside(answer);
