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

/**
 * What a failed exchange means: retry, except when undici refuses the request itself, which it will again.
 * @param where the request, redacted
 */
export function failure(error: unknown, where: string, hide: (text: string) => string): RetryableError | ConfigError {
  const code = codeOf(error);
  const cause = hideInError(error, hide);
  const said = hide(error instanceof Error ? error.message : String(error));
  if (code === 'UND_ERR_INVALID_ARG' && !said.includes('(407)')) {
    return new ConfigError(`${where} cannot be sent: ${said}`, { cause });
  }
  const hint = hints[code];
  const what = [code, said].filter((part) => part !== '').join(' ');
  return new RetryableError(`${where} failed${hint ? `: ${hint}` : ''} (${what})`, { cause });
}
