import { isIP } from 'node:net';
import { ConfigError, parseDuration, type TlsOptions, tlsConnect } from '@kubeherald/sink-sdk';
import { Producer } from '@platformatic/kafka';
import type { Hide } from './failure.ts';
import { type SaslOptions, saslOf } from './sasl.ts';

export interface ClientOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly createTopics: boolean;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly idempotent: boolean;
  readonly retries: number;
  readonly timeout: string;
  readonly sasl?: SaslOptions;
  readonly tls?: TlsOptions;
}

export interface Broker {
  readonly host: string;
  readonly port: number;
}

const defaultPort = 9092;
const highestPort = 65_535;
/** Of the time for an answer, so much is for replicas: so that the broker says what is missing before the client gives up. */
const replicaShare = 0.8;
/** Milliseconds before the first try again, doubled for each further one up to the longest. */
const firstDelay = 250;
const longestDelay = 2000;
/** Shorter texts would be replaced everywhere, and hide nothing. */
const leastSecret = 4;

/** Reads `host:port`, `host`, `[::1]:port`. @throws ConfigError for what is none */
export function readBroker(text: string): Broker {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > highestPort)
    throw new ConfigError(`brokers: ${JSON.stringify(text)} is no broker; expected host:port, without a scheme`);
  return { host, port: number };
}

/** Hides the credentials. */
export function createHide({ sasl }: Pick<ClientOptions, 'sasl'>): Hide {
  const secrets = [sasl?.password, sasl?.token, sasl?.clientSecret].filter((one) => one !== undefined);
  const long = secrets.filter((one) => one.length >= leastSecret);
  return (text) => long.reduce((result, one) => result.replaceAll(one, '***'), text);
}

/** Milliseconds to wait before a try. */
export const delayOf = (attempt: number): number => Math.min(longestDelay, firstDelay * 2 ** (attempt - 1));

/**
 * Reads the options that say where to connect and how; connects nothing.
 * @returns makes a producer
 * @throws ConfigError for options that cannot work
 */
export async function readClient(options: ClientOptions): Promise<() => Producer> {
  const timeoutMs = parseDuration(options.timeout);
  const brokers = options.brokers.map(readBroker);
  const sasl = options.sasl === undefined ? undefined : await saslOf(options.sasl);
  const tls = options.tls === undefined ? undefined : tlsConnect(options.tls);
  // A name is asked for where brokers have names: SNI takes no addresses (RFC 6066 §3).
  const tlsServerName = options.tls?.serverName ?? brokers.every(({ host }) => isIP(host) === 0);
  return () => {
    const producer = new Producer({
      clientId: options.clientId,
      bootstrapBrokers: brokers,
      connectTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      timeout: Math.round(timeoutMs * replicaShare),
      // Only brokers that know the producer recognise what they already have.
      retries: options.idempotent ? options.retries : 0,
      retryDelay: (_client, _operation, attempt) => delayOf(attempt),
      autocreateTopics: options.createTopics,
      compression: options.compression,
      ...(sasl === undefined ? {} : { sasl }),
      ...(tls === undefined ? {} : { tls, tlsServerName }),
    });
    // A connection can fail more than once, as when a broker resets it after a refused login. The client listens only for the first,
    // which reaches whoever asked; without a listener the next would end the thread.
    producer.connections.on('connecting', ({ connection }) => {
      connection.on('error', () => undefined);
    });
    return producer;
  };
}
