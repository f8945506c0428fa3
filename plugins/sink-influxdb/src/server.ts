import {
  type Call,
  ConfigError,
  createHttpClient,
  type HttpClient,
  type Meaning,
  RetryableError,
} from '@kubeherald/sink-sdk';
import { createDatabase } from './database.ts';
import { type EndpointOptions, endpointOf } from './endpoint.ts';
import { judged, readReply, type Verdict, type Written } from './reply.ts';

type ClientOptions = Parameters<typeof createHttpClient>[0];

export type ServerOptions = ClientOptions & EndpointOptions & { readonly createDatabase: boolean };

/** An InfluxDB, whatever its version. */
export interface Server {
  /**
   * Writes `count` lines; makes the database when it is missing and may be made.
   * @throws RetryableError, ConfigError for what says nothing of the lines
   */
  write(
    body: string | Uint8Array,
    count: number,
    headers: Readonly<Record<string, string>>,
    call: Call,
  ): Promise<Written>;
  /**
   * Looks, by a write of no points, whether all is good, and makes nothing.
   * @returns what is missing and will be made by the first delivery; undefined: nothing
   */
  check(headers: Readonly<Record<string, string>>, call: Call): Promise<string | undefined>;
  readonly close: HttpClient['close'];
}

function statusesFor(credential: string): Readonly<Record<number, Meaning>> {
  const advice = `the server does not accept the credential, or does not let it write: check ${credential}`;
  return {
    401: { kind: 'config', advice },
    403: { kind: 'config', advice },
    405: { kind: 'config', advice: 'check url' },
  };
}

/** @throws ConfigError for options that cannot work */
export async function createServer(options: ServerOptions): Promise<Server> {
  const endpoint = endpointOf(options);
  const statuses = statusesFor(endpoint.credential);
  const client = await createHttpClient({
    ...options,
    secrets: endpoint.secrets,
    statuses,
  });
  const where = `POST ${new URL(endpoint.base).origin}${endpoint.write.replace(/\?.*/, '')}`;
  const tell = (said: string) => client.hide(`${where} answered ${said}`);

  const make = ({ signal }: Call) =>
    createDatabase((method, path, content) => {
      const type = content === undefined ? {} : { 'content-type': content.type };
      const body = content === undefined ? {} : { body: content.body };
      return client.send({
        method,
        url: endpoint.base + path,
        headers: { ...endpoint.headers, ...type },
        ...body,
        signal,
        // It may write, which is another matter than making databases.
        statuses: { ...statuses, 403: { kind: 'rejected' } },
      });
    }, options);

  const attempt = async (
    body: string | Uint8Array,
    count: number,
    headers: Readonly<Record<string, string>>,
    { signal }: Call,
  ): Promise<Verdict> => {
    const all = { ...endpoint.headers, ...headers };
    const accept = (status: number) => judged.has(status);
    const url = endpoint.base + endpoint.write;
    return readReply(await client.send({ url, headers: all, body, signal, accept }), count);
  };

  /** @throws ConfigError when the database is missing and may not be made */
  const mayMake = (said: string): void => {
    if (options.createDatabase && options.version !== 3) return;
    throw new ConfigError(`${tell(said)}; make it, or check database, org and bucket`);
  };

  const write: Server['write'] = async (body, count, headers, call) => {
    const verdict = await attempt(body, count, headers, call);
    if (verdict.kind !== 'no database') return settled(verdict);
    mayMake(verdict.said);
    await make(call);
    return settled(await attempt(body, count, headers, call));
  };

  /** Version 1 takes a write of no points, the others say that points are missing, once URL and credential are good. */
  const check: Server['check'] = async (headers, call) => {
    const verdict = await attempt('', 0, headers, call);
    if (verdict.kind === 'no database') {
      mayMake(verdict.said);
      return tell(verdict.said);
    }
    const written = settled(verdict);
    if (written.kind === 'refused' && !/point|empty|no (lines|data)/i.test(written.said)) {
      throw new ConfigError(written.said);
    }
    return undefined;
  };

  function settled(verdict: Verdict): Written {
    switch (verdict.kind) {
      case 'accepted':
        return verdict;
      case 'partial':
        return { ...verdict, lines: new Map([...verdict.lines].map(([index, said]) => [index, client.hide(said)])) };
      case 'refused':
        return { ...verdict, said: tell(verdict.said) };
      case 'config':
        throw new ConfigError(`${tell(verdict.said)}; ${verdict.advice}`);
      case 'retry':
      case 'no database':
        throw new RetryableError(tell(verdict.said));
    }
  }
  return { write, check, close: () => client.close() };
}
