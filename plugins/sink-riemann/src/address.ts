import { ConfigError } from '@kubeherald/sink-sdk';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** Ports of the server's own defaults. Source: riemann.transport.tcp. */
const ports = { 'tcp:': 5555, 'tls:': 5554 } as const;

/**
 * Reads `tcp://host:port` or `tls://host:port`.
 * @throws ConfigError for what is neither
 */
export function addressOf(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'tcp:' && url.protocol !== 'tls:') || url.hostname === '') {
    throw new ConfigError('url: expected tcp://host:port or tls://host:port');
  }
  return {
    // An IPv6 address without its brackets.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? ports[url.protocol] : Number(url.port),
    isTls: url.protocol === 'tls:',
  };
}
