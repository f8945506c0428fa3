/** Of a 4xx answer to a request that asks for nothing, only these speak of the sink: that OPTIONS or an empty body is unknown does not. */
const telling: ReadonlySet<number> = new Set([401, 403, 407, 408, 425, 429]);

/**
 * Whether an answer to OPTIONS, which changes nothing at a destination (RFC 9110 §9.2.1), shows that name, network, TLS, proxy and
 * credentials are good.
 */
export const isGoodAnswer = (status: number): boolean =>
  (status >= 400 && status < 500 && !telling.has(status)) || status === 501;
