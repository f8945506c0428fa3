import { RetryableError } from '@kubeherald/sink-sdk';
import type { AccessKey } from './access-key.ts';
import { fieldsOf } from './fields.ts';
import type { Metadata } from './metadata.ts';

const instead = 'accessKeyId';

/**
 * A temporary key of the machine's RAM role.
 * @param role undefined: the one that the machine has
 * @throws RetryableError when there is none to be had now, ConfigError when the machine has no such role
 */
export async function roleKey(metadata: Metadata, role: string | undefined, signal: AbortSignal): Promise<AccessKey> {
  const path = 'ram/security-credentials/';
  const [name = ''] = role === undefined ? (await metadata.text(path, instead, signal)).split('\n') : [role];
  const fields = fieldsOf(await metadata.text(`${path}${encodeURIComponent(name)}`, instead, signal));
  const { AccessKeyId: id, AccessKeySecret: secret, SecurityToken: securityToken, Expiration: expiration } = fields;
  const expiresAt = typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN;
  if (typeof id !== 'string' || typeof secret !== 'string' || typeof securityToken !== 'string') {
    throw new RetryableError(`the ECS metadata service gave no key for the RAM role ${name}`);
  }
  if (Number.isNaN(expiresAt)) throw new RetryableError(`the key of the RAM role ${name} has no readable Expiration`);
  return { id, secret, securityToken, expiresAt };
}
