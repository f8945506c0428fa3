import { type Asked, type Reply, serve } from '../loopback/index.ts';
import type { SlsKey } from './signature.ts';

export interface EcsMetadataOptions {
  readonly region: string;
  readonly accountId: string;
  readonly role: string;
  /** The role's key, as it is when it is asked for. */
  readonly key: () => SlsKey;
  /** Whether it answers only who has a token. Default false. */
  readonly hardened?: boolean;
}

/** The metadata service of an ECS machine, on loopback. */
export interface EcsMetadata {
  readonly url: string;
  /** How often the role's key was asked for. */
  keysAsked(): number;
  down(): Promise<void>;
  up(): Promise<void>;
}

const sessionToken = 'metadata-token-0123456789';
const root = '/latest/meta-data/';
const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+/, '');

/** Starts a metadata service (help.aliyun.com/en/ecs/user-guide/view-instance-metadata). */
export async function startEcsMetadata(options: EcsMetadataOptions): Promise<EcsMetadata> {
  let asked = 0;
  const answer = ({ method, url, headers }: Asked): Reply => {
    if (url.pathname === '/latest/api/token') {
      const isRight = method === 'PUT' && Number(headers['x-aliyun-ecs-metadata-token-ttl-seconds']) > 0;
      return isRight ? { body: sessionToken } : { status: 400, body: '400 - Bad Request' };
    }
    if (options.hardened === true && headers['x-aliyun-ecs-metadata-token'] !== sessionToken) {
      return { status: 403, body: '403 - Forbidden' };
    }
    if (url.pathname === `${root}region-id`) return { body: options.region };
    if (url.pathname === `${root}owner-account-id`) return { body: options.accountId };
    if (url.pathname === `${root}ram/security-credentials/`) return { body: options.role };
    if (url.pathname !== `${root}ram/security-credentials/${options.role}`)
      return { status: 404, body: '404 - Not Found' };
    asked++;
    const { id, secret, securityToken, expiresAt = 0 } = options.key();
    const key = { AccessKeyId: id, AccessKeySecret: secret, SecurityToken: securityToken };
    return { body: { ...key, Expiration: seconds(expiresAt), Code: 'Success' } };
  };
  const served = await serve(answer);
  return { url: served.origin, keysAsked: () => asked, down: () => served.down(), up: () => served.up() };
}
