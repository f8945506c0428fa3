import { ConfigError, type Logger } from '@kubeherald/sink-sdk';
import type { AccessKey } from './access-key.ts';
import { isSameKey } from './access-key.ts';
import { KeyCache } from './key-cache.ts';
import { createMetadata, type Metadata } from './metadata.ts';
import { roleKey } from './role.ts';
import { fileKey } from './token-file.ts';

export interface IdentityOptions {
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
  readonly tokenFile: string;
  readonly ramRole?: string;
  readonly metadataUrl: string;
}

/** Who the sink is at Aliyun, and where it runs. Methods throw the SDK's errors. */
export interface Identity {
  /**
   * Calls with a key that holds; once more when it is refused (ConfigError) and there is another one meanwhile.
   * @throws what `call` throws
   */
  withKey<Result>(signal: AbortSignal, call: (key: AccessKey) => Promise<Result>): Promise<Result>;
  /** The configured region, or that of the machine. */
  region(signal: AbortSignal): Promise<string>;
  /** The id of the account that the machine belongs to. */
  accountId(signal: AbortSignal): Promise<string>;
  /** The options that the key comes of, for errors to name. */
  readonly options: string;
  /** Texts that nothing may show. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

/**
 * @param now Unix ms
 * @throws ConfigError for half an AccessKey, or a URL that cannot work
 */
export async function createIdentity(options: IdentityOptions, log: Logger, now: () => number): Promise<Identity> {
  const { accessKeyId: id, accessKeySecret: secret, securityToken } = options;
  if ((id === undefined) !== (secret === undefined)) {
    throw new ConfigError('accessKeyId and accessKeySecret go together, but only one is given');
  }
  if (securityToken !== undefined && id === undefined) {
    throw new ConfigError('securityToken: expected accessKeyId and accessKeySecret beside it');
  }
  const metadata = await createMetadata(options.metadataUrl);
  const cache = new KeyCache(keySource(options, metadata, now), now, (error) =>
    log.warn({ err: error }, 'no new AccessKey yet; the one there is still holds'),
  );
  return {
    async withKey(signal, call) {
      const key = await cache.get(signal);
      try {
        return await call(key);
      } catch (error) {
        if (!ConfigError.is(error)) throw error;
        cache.refuse(key);
        const other = await cache.get(signal);
        if (isSameKey(key, other)) throw error;
        return call(other);
      }
    },
    region: remembered(async (signal) => options.region ?? (await metadata.text('region-id', 'region', signal))),
    accountId: remembered((signal) => metadata.text('owner-account-id', 'accountId', signal)),
    options: id === undefined ? 'tokenFile, or the RAM role of this machine' : 'accessKeyId and accessKeySecret',
    secrets: [secret, securityToken].flatMap((one) => one ?? []),
    close: () => metadata.close(),
  };
}

/** Given keys win; then a role that is named; then the file, if there is one, and the machine's role. */
function keySource(options: IdentityOptions, metadata: Metadata, now: () => number) {
  const { accessKeyId: id, accessKeySecret: secret, securityToken, tokenFile, ramRole } = options;
  return async (signal: AbortSignal): Promise<AccessKey> => {
    if (id !== undefined && secret !== undefined) {
      const token = securityToken === undefined ? {} : { securityToken };
      return { id, secret, ...token, expiresAt: Number.POSITIVE_INFINITY };
    }
    const ofFile = ramRole === undefined ? await fileKey(tokenFile, now()) : undefined;
    return ofFile ?? roleKey(metadata, ramRole, signal);
  };
}

/** What is asked once and never changes. */
function remembered(ask: (signal: AbortSignal) => Promise<string>): (signal: AbortSignal) => Promise<string> {
  let known: string | undefined;
  return async (signal) => {
    known ??= await ask(signal);
    return known;
  };
}
