import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { Access } from './access.ts';
import { proxyFor } from './proxy.ts';

/** Of every socket to an API server. */
export const socketOptions = {
  // As client-go: a peer that vanished is noticed by the kernel, and load balancers (60 s idle on many) see traffic.
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
  // A socket reads no further once it has a piece that nobody asked for: while a watch is held, packets wake nobody.
  highWaterMark: 1,
};

/** Builds the connection pool for one access. Throws when a certificate or key is no PEM. */
export function createDispatcher(
  access: Access,
  environment: Readonly<Record<string, string | undefined>>,
): Dispatcher {
  const server = new URL(access.server);
  const tls = {
    ...(access.ca === undefined ? {} : { ca: access.ca }),
    ...(access.cert === undefined ? {} : { cert: access.cert }),
    ...(access.key === undefined ? {} : { key: access.key }),
    ...(access.tlsServerName === undefined ? {} : { servername: access.tlsServerName }),
    ...(access.skipTlsVerify ? { rejectUnauthorized: false } : {}),
    ...socketOptions,
  };
  // Every request carries a deadline of its own, which knows what undici cannot: that a quiet watch is healthy.
  // HTTP/1.1: measured no slower than HTTP/2 for one stream, and without a second stream to be stalled by.
  const options = { headersTimeout: 0, bodyTimeout: 0, allowH2: false };
  const proxy = proxyFor(server, access.proxyUrl, environment);
  if (proxy === undefined) return new Agent({ ...options, connect: tls });
  return new ProxyAgent({ ...options, uri: proxy, requestTls: { ...tls, allowH2: false }, proxyTls: socketOptions });
}
