import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { isObject, type JsonObject, member, textOf } from '../json-value.ts';
import type { RefreshedTokens } from './access.ts';
import { readText } from './kubeconfig.ts';

/** OIDC users of a kubeconfig: what client-node leaves to be done around it. Used in the thread that reads the kubeconfig. */

/**
 * client-node 2.0.1 cannot refresh an OIDC token: it hands the issuer on as text where its OIDC library demands a URL, and the body to a
 * plain https request as an object when the provider has an authority of its own. So the URL is made here, and this thread trusts that authority.
 */
export function prepareOidc(config: unknown): void {
  if (!isObject(config)) return;
  const issuer = textOf(config['idp-issuer-url']);
  if (URL.canParse(issuer)) Reflect.set(config, 'idp-issuer-url', new URL(issuer));
  const file = textOf(config['idp-certificate-authority']);
  const data = textOf(config['idp-certificate-authority-data']);
  if (file === '' && data === '') return;
  const authority =
    file === '' ? Buffer.from(data, 'base64').toString('utf8') : readText(file, 'the authority of OIDC');
  setDefaultCACertificates([...getCACertificates('default'), authority]);
  Reflect.deleteProperty(config, 'idp-certificate-authority');
  Reflect.deleteProperty(config, 'idp-certificate-authority-data');
}

/** The user with the OIDC tokens of the last refresh, unless the kubeconfig has got new ones since. */
export function withRefreshed(user: JsonObject, before: RefreshedTokens | undefined): JsonObject {
  const provider = user['auth-provider'];
  const config = member(provider, 'config');
  if (before === undefined || !isObject(provider) || !isObject(config)) return user;
  if (textOf(config['refresh-token']) !== before.from) return user;
  const tokens = { 'id-token': before.idToken, 'refresh-token': before.refreshToken };
  return { ...user, 'auth-provider': { ...provider, config: { ...config, ...tokens } } };
}

/** What to hand back next time: the tokens of this refresh, or of the one before when none was needed. `config` is client-node's, after it was used. */
export function refreshedBy(
  user: JsonObject,
  config: unknown,
  before: RefreshedTokens | undefined,
): RefreshedTokens | undefined {
  const original = textOf(member(member(user['auth-provider'], 'config'), 'refresh-token'));
  const refreshToken = textOf(member(config, 'refresh-token'));
  if (original === '' || refreshToken === '') return undefined;
  if (refreshToken === original) return before?.from === original ? before : undefined;
  return { from: original, idToken: textOf(member(config, 'id-token')), refreshToken };
}

/** When an OIDC token ends: its `exp` claim (RFC 7519 §4.1.4). */
export function jwtExpiry(user: JsonObject, authorization: string): number | undefined {
  if (textOf(member(user['auth-provider'], 'name')) !== 'oidc') return undefined;
  const payload = authorization.split('.')[1];
  if (payload === undefined) return undefined;
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  const expiry = member(claims, 'exp');
  return typeof expiry === 'number' ? expiry * 1000 : undefined;
}
