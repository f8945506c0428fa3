import { createCipheriv, randomBytes } from 'node:crypto';

/** What the app needs to decrypt. */
export interface Encryption {
  /** 16, 24 or 32 ASCII characters. */
  readonly key: string;
  readonly mode: 'CBC' | 'GCM';
}

/** What is sent instead of the parameters. */
export interface Encrypted {
  readonly ciphertext: string;
  readonly iv: string;
}

const algorithms = {
  16: { CBC: 'aes-128-cbc', GCM: 'aes-128-gcm' },
  24: { CBC: 'aes-192-cbc', GCM: 'aes-192-gcm' },
  32: { CBC: 'aes-256-cbc', GCM: 'aes-256-gcm' },
} as const;

/** Characters of the initialisation vector, one byte each (bark: Algorithm.swift). */
const ivLengths = { CBC: 16, GCM: 12 } as const;

/** Bytes that encryption adds at most: a block of padding, or the tag of GCM. */
const addedBytes = 16;

/** A vector of letters, digits, `-` and `_`: the app takes characters, not bytes. */
export const newIv = (mode: Encryption['mode']): string =>
  randomBytes(ivLengths[mode]).toString('base64url').slice(0, ivLengths[mode]);

/**
 * Encrypts parameters as the app decrypts them: AES with pkcs7 padding, or GCM with the tag behind the text; in base64.
 * @param text the parameters as JSON
 */
export function encrypt(text: string, { key, mode }: Encryption, iv: string = newIv(mode)): Encrypted {
  const secret = Buffer.from(key);
  const length = secret.length;
  if (length !== 16 && length !== 24 && length !== 32) {
    throw new RangeError(`encryption.key: expected 16, 24 or 32 characters, but it has ${length}`);
  }
  const vector = Buffer.from(iv);
  if (mode === 'CBC') {
    const cipher = createCipheriv(algorithms[length].CBC, secret, vector);
    return { ciphertext: Buffer.concat([cipher.update(text), cipher.final()]).toString('base64'), iv };
  }
  const cipher = createCipheriv(algorithms[length].GCM, secret, vector);
  const parts = [cipher.update(text), cipher.final()];
  return { ciphertext: Buffer.concat([...parts, cipher.getAuthTag()]).toString('base64'), iv };
}

/** Bytes of a text whose ciphertext takes at most `bytes`. */
export const plainBytes = (bytes: number): number => Math.floor(bytes / 4) * 3 - addedBytes;
