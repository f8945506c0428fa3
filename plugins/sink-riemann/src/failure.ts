import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import type { Address } from './address.ts';

const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the name could not be resolved',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate authority is not trusted; set tls.ca',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; set tls.ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate authority is not trusted; set tls.ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate authority is not trusted; set tls.ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; set tls.serverName if that is right',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; is the port right, or should url begin with tcp://?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS; is the port right, or should url begin with tcp://?',
};

/** TLS alerts by which a server refuses the client's certificate. Source: RFC 8446 §6.2, by the names OpenSSL has for them. */
const refusedCertificate = /ALERT_(CERTIFICATE_|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

export const nameOf = ({ host, port, isTls }: Address): string =>
  `${isTls ? 'tls' : 'tcp'}://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** What a connection that failed means: a certificate that the server refuses is an option's fault, all else passes. */
export function failure(error: unknown, address: Address): RetryableError | ConfigError {
  if (RetryableError.is(error) || ConfigError.is(error)) return error;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const name = typeof code === 'string' ? code : '';
  const said = error instanceof Error ? error.message : String(error);
  const where = `the connection to ${nameOf(address)} failed`;
  if (refusedCertificate.test(name)) {
    const advice = 'the server refuses our certificate, or wants one: check tls.cert and tls.key';
    return new ConfigError(`${where}: ${advice} (${name})`, { cause: error });
  }
  const hint = Object.hasOwn(hints, name) ? `: ${hints[name]}` : '';
  return new RetryableError(`${where}${hint} (${said})`, { cause: error });
}

/** @param error what the server said to a message of one event */
export const refused = (error: string): RejectedError =>
  new RejectedError(`Riemann answered the event with an error of its streams: ${error || 'no reason given'}`);
