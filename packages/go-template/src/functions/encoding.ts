import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import { type ByteString, toBytes } from '../text/bytes.ts';
import { decodeBase32, decodeBase64, encodeBase32 } from './base-decode.ts';
import type { Arguments } from './define.ts';
import { ofText } from './strings.ts';

function hashes(algorithm: string) {
  return ofText((text) => createHash(algorithm).update(toBytes(text)).digest('hex'));
}

function adler32(text: ByteString): string {
  let low = 1;
  let high = 0;
  for (const byte of text) {
    low = (low + byte.charCodeAt(0)) % 65_521;
    high = (high + low) % 65_521;
  }
  return String(high * 65_536 + low);
}

/** sprig writes what is wrong in place of the text. */
function decodes(decode: (text: ByteString) => ByteString) {
  return ofText((text: ByteString, _given: Arguments) => {
    try {
      return decode(text);
    } catch (error) {
      if (error instanceof Failure) return error.text;
      throw error;
    }
  });
}

/** Encodings and checksums. */
export const ENCODING_FUNCTIONS = {
  b64enc: ofText((text) => Buffer.from(text, 'latin1').toString('base64')),
  b64dec: decodes(decodeBase64),
  b32enc: ofText((text, given) => {
    given.budget.produce(text.length * 2);
    return encodeBase32(text);
  }),
  b32dec: decodes(decodeBase32),
  sha1sum: hashes('sha1'),
  sha256sum: hashes('sha256'),
  sha512sum: hashes('sha512'),
  adler32sum: ofText(adler32),
};
