import { createHash, createHmac } from 'node:crypto';
import type { AccessKey } from '@kubeherald/aliyun';

/** A request to be signed. */
export interface Signable {
  readonly method: string;
  /** As it is sent, percent-encoded; without a query. */
  readonly path: string;
  /** By name, not encoded. */
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  readonly region: string;
  /** Unix ms. */
  readonly now: number;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** RFC 3986: encodeURIComponent leaves five more characters. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);

const isSigned = (name: string): boolean => name === 'host' || name === 'content-type' || /^x-(log|acs)-/.test(name);

/** The query of a request, sorted, as it is signed and sent. */
export const queryOf = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => (value === '' ? encode(name) : `${encode(name)}=${encode(value)}`))
    .join('&');

/** All headers of the request, signed with version 4 (help.aliyun.com/en/sls/developer-reference/request-signatures). */
export function sign(request: Signable, key: AccessKey): Record<string, string> {
  const { method, path, query = {}, region, body } = request;
  const time = new Date(request.now).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const hash = sha256(body);
  const token = key.securityToken === undefined ? {} : { 'x-acs-security-token': key.securityToken };
  const headers = { ...request.headers, ...token, 'x-log-date': time, 'x-log-content-sha256': hash };
  const signed = Object.entries(headers)
    .filter(([name]) => isSigned(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const names = signed.map(([name]) => name).join(';');
  const canonical = [method, path, queryOf(query), lines, names, hash].join('\n');
  const scope = `${day}/${region}/sls/aliyun_v4_request`;
  const text = ['SLS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const signingKey = [day, region, 'sls', 'aliyun_v4_request'].reduce<string | Buffer>(hmac, `aliyun_v4${key.secret}`);
  const signature = hmac(signingKey, text).toString('hex');
  return { ...headers, authorization: `SLS4-HMAC-SHA256 Credential=${key.id}/${scope},Signature=${signature}` };
}
