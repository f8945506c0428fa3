import { ConfigError, type TlsOptions, tlsConnect } from '@kubeherald/sink-sdk';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import type { Hide } from './failure.ts';

export interface ClientOptions {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  readonly tls?: TlsOptions;
}

/** Texts shorter than this would be replaced everywhere, and hide nothing. */
const leastSecret = 4;

/**
 * Milliseconds to wait for a server that can be written to. The driver goes on looking for one beside, twice a second while it is waited for; so
 * the wait is short, and the lane, whose waits grow, is told soon: five failures, and with them the log line, fit in 20 s.
 */
const selectionMs = 2_000;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Hides the connection string and the credentials in it. */
export function createHide({ url, password }: Pick<ClientOptions, 'url' | 'password'>): Hide {
  const authority = /^[^:]+:\/\/([^/?]*)@/.exec(url)?.[1] ?? '';
  const inUrl = authority.slice(authority.indexOf(':') + 1);
  const secrets = [url, password ?? '', ...(authority.includes(':') ? [inUrl, decode(inUrl)] : [])];
  const long = secrets.filter((secret) => secret.length >= leastSecret);
  return (text) => long.reduce((result, secret) => result.replaceAll(secret, '***'), text);
}

/**
 * Reads the options that say where to connect; connects nothing.
 * @returns makes a client
 * @throws ConfigError for a connection string that cannot work, or certificates that cannot be read
 */
export function readClient(options: ClientOptions, timeoutMs: number): () => MongoClient {
  const { url, user, password } = options;
  const hide = createHide(options);
  const settings: MongoClientOptions = {
    serverSelectionTimeoutMS: Math.min(timeoutMs, selectionMs),
    connectTimeoutMS: timeoutMs,
    // One delivery at a time, and one more for what is asked beside it.
    maxPoolSize: 2,
    appName: 'kubeherald',
    ...(user === undefined && password === undefined
      ? {}
      : { auth: { username: user ?? userOf(url), password: password ?? passwordOf(url) } }),
    ...(options.tls === undefined ? {} : { tls: true, ...tlsConnect(options.tls) }),
  };
  const make = () => new MongoClient(url, settings);
  try {
    // Made only to be told at once what is wrong with the options: a client that was never used holds nothing.
    make();
  } catch (error) {
    throw new ConfigError(`url: ${hide(error instanceof Error ? error.message : String(error))}`);
  }
  return make;
}

const partsOf = (url: string): readonly string[] =>
  (/^[^:]+:\/\/([^/?]*)@/.exec(url)?.[1] ?? '').split(':').map(decode);
const userOf = (url: string): string => partsOf(url)[0] ?? '';
const passwordOf = (url: string): string => partsOf(url)[1] ?? '';
