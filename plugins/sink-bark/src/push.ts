import { ConfigError, createHttpClient, type HttpClient, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { codes, statuses } from './answers.ts';
import type { Results } from './devices.ts';
import type { PushParameters } from './payload-size.ts';
import { readResults } from './per-device.ts';

/** How to reach a server. */
export type ServerOptions = Parameters<typeof createHttpClient>[0] & {
  readonly url: string;
  readonly push: 'each' | 'together';
  readonly username?: string;
  readonly password?: string;
  readonly encryption?: { readonly key: string };
};

/** A bark-server. */
export interface Server {
  /** Sends a notification to devices by their keys. Never rejects; the results are in their order. */
  push(parameters: PushParameters, deviceKeys: readonly string[], signal: AbortSignal): Promise<Results>;
  /** Whether the server is there, takes the credentials, and knows the devices. Sends nothing to them. */
  check(deviceKeys: readonly string[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Requests in flight at most: enough that a slow one holds up few others, far below the 1000 that the public server allows. */
const mostConnections = 4;

/** A device key as the app makes them: a short UUID of 22 characters. In the path it would turn `/push` into a notification that says so. */
const keyLike = /^[0-9A-Za-z]{20,}$/;
/** The public server has no URL prefix: what follows it in the app's example address is a key, and more. */
const publicServer = 'api.day.app';

/** @throws ConfigError for the app's example address; its text shows no device key */
function checkUrl(url: string, deviceKeys: readonly string[]): void {
  if (!URL.canParse(url)) return;
  const { hostname, pathname } = new URL(url);
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const hasKey = segments.some((segment) => deviceKeys.includes(segment)) || keyLike.test(segments.at(-1) ?? '');
  if (!hasKey && (hostname !== publicServer || segments.length === 0)) return;
  throw new ConfigError(
    "url: there is a device key in it, or what follows one in the app's example address; put the server alone in url and the key in deviceKeys",
  );
}

/** @throws ConfigError for options that cannot work; its text shows no device key */
export async function createServer(options: ServerOptions, deviceKeys: readonly string[]): Promise<Server> {
  const { username = '', password = '', encryption } = options;
  checkUrl(options.url, deviceKeys);
  const base = options.url.replace(/\/+$/, '');
  const client = await createHttpClient({
    ...options,
    url: `${base}/push`,
    connections: Math.min(deviceKeys.length, mostConnections),
    secrets: [...deviceKeys, password, encryption?.key ?? ''],
    statuses,
    codes,
  });
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const authorization: Record<string, string> = username || password ? { authorization: `Basic ${basic}` } : {};
  const headers = { 'content-type': 'application/json; charset=utf-8', ...authorization };
  const post = async (body: object, signal: AbortSignal) =>
    client.send({ headers, body: JSON.stringify(body), signal });

  return {
    async push(parameters, keys, signal) {
      if (options.push === 'together' && keys.length > 1) {
        try {
          const { text } = await post({ ...parameters, device_keys: keys }, signal);
          return readResults(text, keys, client.hide);
        } catch (error) {
          return keys.map(() => asError(error));
        }
      }
      const send = async (key: string) => {
        try {
          await post({ ...parameters, device_key: key }, signal);
          return undefined;
        } catch (error) {
          return asError(error);
        }
      };
      return Promise.all(keys.map(send));
    },
    async check(keys, signal) {
      const get = { method: 'GET', headers: authorization, signal };
      // The answer has no code, and old servers do not have the page; what counts is that the credentials are good.
      const info = { ...codes, absent: { kind: 'success' } } as const;
      await client.send({ ...get, url: `${base}/info`, codes: info, accept: (status) => status === 404 });
      for (const [index, key] of keys.entries()) {
        try {
          const unknown = {
            kind: 'config',
            advice: 'the server knows no such device: copy the key from the app',
          } as const;
          await client.send({
            ...get,
            url: `${base}/register/${encodeURIComponent(key)}`,
            codes: { ...info, codes: { ...info.codes, 400: unknown } },
          });
        } catch (error) {
          throw ofDevice(asError(error), index, client);
        }
      }
    },
    close: () => client.close(),
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** The error with the device named by its place in the options, for its key is a secret. */
function ofDevice(error: Error, index: number, client: HttpClient): Error {
  const message = `deviceKeys[${index}]: ${client.hide(error.message)}`;
  if (ConfigError.is(error)) return new ConfigError(message);
  if (RejectedError.is(error)) return new RejectedError(message);
  return new RetryableError(message, { retryAfterMs: RetryableError.is(error) ? error.retryAfterMs : undefined });
}
