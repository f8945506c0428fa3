import { ConfigError, RetryableError } from '../errors.ts';
import { hideInError } from './redact.ts';

const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the name could not be resolved',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within the time limit',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate authority is not trusted; set tls.ca',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; set tls.ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate authority is not trusted; set tls.ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate authority is not trusted; set tls.ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; set tls.serverName if that is right',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

const codeOf = (error: unknown): string => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
};

/** Failures to get to a host, whose message names it. */
const unreached = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** The port that a URL leaves out. */
const usualPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Whether it was the proxy that was not reached. NO_PROXY may have led around it, so what was said decides: host name or port. */
function isOfProxy(code: string, said: string, { hostname, port, protocol }: URL): boolean {
  if (!unreached.has(code)) return false;
  return said.endsWith(` ${hostname}`) || new RegExp(`:${port || usualPorts[protocol]}\\b`).test(said);
}

/**
 * What a failed exchange means: retry, except when undici refuses the request itself, which it will again.
 * @param where the request, redacted
 * @param proxy that the request may have gone through
 */
export function failure(
  error: unknown,
  where: string,
  hide: (text: string) => string,
  proxy?: URL,
): RetryableError | ConfigError {
  const code = codeOf(error);
  const cause = hideInError(error, hide);
  const said = hide(error instanceof Error ? error.message : String(error));
  if (code === 'UND_ERR_INVALID_ARG' && !said.includes('(407)')) {
    return new ConfigError(`${where} cannot be sent: ${said}`, { cause });
  }
  const whose = proxy !== undefined && isOfProxy(code, said, proxy) ? `the proxy ${proxy.host} was not reached: ` : '';
  const hint = hints[code];
  const what = [code, said].filter((part) => part !== '').join(' ');
  return new RetryableError(`${where} failed${hint ? `: ${whose}${hint}` : ''} (${what})`, { cause });
}
