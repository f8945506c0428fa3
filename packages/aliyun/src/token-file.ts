import { createDecipheriv } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RetryableError } from '@kubeherald/sink-sdk';
import type { AccessKey } from './access-key.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** Bytes of an AES block, which the ciphers' initialisation vector has, too. */
const blockBytes = 16;

/** base64 of the initialisation vector and the AES-CBC cipher text, under the file's own keyring. */
function decrypt(text: string, keyring: string): string {
  const key = Buffer.from(keyring);
  const bytes = Buffer.from(text, 'base64');
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, bytes.subarray(0, blockBytes));
  return Buffer.concat([decipher.update(bytes.subarray(blockBytes)), decipher.final()]).toString('utf8');
}

const textOf = (fields: Fields, name: string): string => {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new TypeError(`it has no ${name}`);
  return value;
};

/** @throws what is wrong with it */
function readKey(text: string): AccessKey {
  const fields = fieldsOf(text);
  const keyring = textOf(fields, 'keyring');
  const expiresAt = Date.parse(textOf(fields, 'expiration'));
  if (Number.isNaN(expiresAt)) throw new TypeError('its expiration is no time');
  return {
    id: decrypt(textOf(fields, 'access.key.id'), keyring),
    secret: decrypt(textOf(fields, 'access.key.secret'), keyring),
    securityToken: decrypt(textOf(fields, 'security.token'), keyring),
    expiresAt,
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The temporary key in the file that ACK mounts (addon.*.token); undefined: there is no such file.
 * @param now Unix ms
 * @throws RetryableError for a file that cannot be read, or whose key has ended: it is written anew from time to time
 */
export async function fileKey(path: string, now: number): Promise<AccessKey | undefined> {
  try {
    const key = readKey(await readFile(path, 'utf8'));
    if (key.expiresAt > now) return key;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return undefined;
    throw new RetryableError(`tokenFile: ${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
  throw new RetryableError(`tokenFile: the key in ${path} has ended; does ACK still renew the file?`);
}
