import { createHmac } from 'node:crypto';

/** How requests are signed. */
export interface SignatureOptions {
  readonly secret: string;
  readonly algorithm: 'sha256' | 'sha512' | 'sha1';
  readonly encoding: 'hex' | 'base64';
  /** The header that holds it; default: GitHub's for the algorithm. */
  readonly header?: string;
  /** Put before it; default: the algorithm and `=`. */
  readonly prefix?: string;
  /** The header that holds the time, Unix seconds, which is signed too. */
  readonly timestampHeader?: string;
}

/** GitHub's names (docs.github.com, validating webhook deliveries); it has none for sha512, which is named alike. */
const usualHeaders = {
  sha256: 'x-hub-signature-256',
  sha512: 'x-hub-signature-512',
  sha1: 'x-hub-signature',
} as const;

/**
 * The headers that sign a body: HMAC over its bytes; with a time, over time, a full stop and body, so that who heard a request cannot send
 * it again later.
 * @param nowMs Unix ms
 */
export function signatureHeaders(body: string, options: SignatureOptions, nowMs: number): Record<string, string> {
  const { secret, algorithm, encoding, timestampHeader } = options;
  const { header = usualHeaders[algorithm], prefix = `${algorithm}=` } = options;
  const timestamp = String(Math.floor(nowMs / 1000));
  const hmac = createHmac(algorithm, secret).update(timestampHeader === undefined ? '' : `${timestamp}.`);
  const signature = `${prefix}${hmac.update(body).digest(encoding)}`;
  return {
    [header]: signature,
    ...(timestampHeader === undefined ? {} : { [timestampHeader]: timestamp }),
  };
}
