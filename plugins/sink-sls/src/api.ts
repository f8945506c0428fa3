import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { AccessKey, Identity } from '@kubeherald/aliyun';
import { type Call, ConfigError, createHttpClient } from '@kubeherald/sink-sdk';
import { type Address, addressOf, regionOf } from './address.ts';
import { slsCodes, statuses } from './answers.ts';
import { compressBlock } from './lz4.ts';
import { sign } from './sign.ts';

type ClientOptions = Parameters<typeof createHttpClient>[0];

export interface ApiOptions extends ClientOptions {
  readonly project: string;
  readonly logStore: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly internal: boolean;
  readonly compression: 'lz4' | 'zstd' | 'none';
}

/** The API of one Logstore. Its methods throw the SDK's errors. */
export interface Api {
  /** Sends a log group. */
  put(group: Buffer, call: Call): Promise<void>;
  /** Whether project and Logstore exist and the key is good. Writes nothing. */
  check(call: Call): Promise<void>;
  close(): Promise<void>;
}

const compressors = {
  lz4: compressBlock,
  zstd: promisify(zstdCompress),
  none: (group: Buffer) => group,
} as const;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/**
 * @param now Unix ms
 * @throws ConfigError for a proxy or certificate that cannot work
 */
export async function createApi(options: ApiOptions, identity: Identity, now: () => number): Promise<Api> {
  const codes = slsCodes(identity.options);
  const client = await createHttpClient({ ...options, secrets: identity.secrets, statuses, codes });
  const own = options.region ?? (options.endpoint === undefined ? undefined : regionOf(options.endpoint));
  let place: { readonly region: string; readonly address: Address } | undefined;

  /** Known with the first request: the machine's region is asked of ECS. */
  const find = async (signal: AbortSignal) => {
    const region = own ?? (await identity.region(signal));
    place ??= { region, address: addressOf(options, region) };
    return place;
  };

  const send = async (asked: Asked, { signal }: Call): Promise<void> => {
    const { region, address } = await find(signal);
    const { method, path, body } = asked;
    const fixed = { host: address.host, 'x-log-apiversion': '0.6.0', ...asked.headers };
    await identity.withKey(signal, async (key: AccessKey) => {
      const headers = sign({ method, path, headers: fixed, body: body ?? '', region, now: now() }, key);
      await client.send({ method, url: `${address.origin}${path}`, headers, signal, ...(body ? { body } : {}) });
    });
  };

  const store = `/logstores/${options.logStore}`;
  return {
    async put(group, call) {
      const type = options.compression;
      const body = await compressors[type](group);
      const compressed = type === 'none' ? {} : { 'x-log-compresstype': type };
      const headers = {
        'content-type': 'application/x-protobuf',
        'x-log-bodyrawsize': String(group.length),
        ...compressed,
      };
      await send({ method: 'POST', path: store, headers, body }, call);
    },
    async check(call) {
      try {
        await send({ method: 'GET', path: store, headers: { 'x-log-bodyrawsize': '0' } }, call);
      } catch (error) {
        // A key that may only write is known all the same; whether it may write shows when it does.
        if (ConfigError.is(error) && /denied by sts or ram/i.test(error.message)) return;
        throw error;
      }
    },
    close: () => client.close(),
  };
}
