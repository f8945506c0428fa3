import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Where Go's decoder finds base64 text wrong; undefined when it is right. */
function base64Problem(text: ByteString): number | undefined {
  const letters = Array.from(text, (letter, index) => ({ letter, index })).filter(
    ({ letter }) => !/[\r\n]/.test(letter),
  );
  for (let start = 0; start < letters.length; start += 4) {
    for (let place = 0; place < 4; place += 1) {
      const at = letters[start + place];
      if (at === undefined) return text.length - place;
      if (/[A-Za-z0-9+/]/.test(at.letter)) continue;
      if (at.letter !== '=' || place < 2) return at.index;
      const after = letters[start + place + 1];
      if (place === 2 && after === undefined) return text.length;
      if (place === 2 && after?.letter !== '=') return after?.index;
      return letters[start + 4]?.index;
    }
  }
  return undefined;
}

/** base64.StdEncoding's DecodeString. Throws Failure. */
export function decodeBase64(text: ByteString): ByteString {
  const problem = base64Problem(text);
  if (problem !== undefined) throw new Failure(`illegal base64 data at input byte ${problem}`);
  return Buffer.from(text, 'base64').toString('latin1');
}

/** base32.StdEncoding's EncodeToString. */
export function encodeBase32(bytes: ByteString): ByteString {
  const bits = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  const letters = groups.map((group) => BASE32.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('');
  return letters.padEnd(Math.ceil(letters.length / 8) * 8, '=');
}

/** Where Go's decoder finds base32 text wrong; undefined when it is right. */
function base32Problem(text: ByteString): number | undefined {
  for (let start = 0; start < text.length; start += 8) {
    for (let place = 0; place < 8; place += 1) {
      const letter = text.charAt(start + place);
      if (letter === '') return start;
      if (/[A-Z2-7]/.test(letter)) continue;
      if (letter !== '=' || place < 2 || text.length - start > 8) return start + place;
      if (text.length - start < 8) return text.length;
      const after = text.slice(start + place + 1).search(/[^=]/);
      if (after >= 0) return start + place + after;
      return place === 3 || place === 6 ? start + place : undefined;
    }
  }
  return undefined;
}

/** base32.StdEncoding's DecodeString. Throws Failure. */
export function decodeBase32(text: ByteString): ByteString {
  const plain = text.replace(/[\r\n]/g, '');
  const problem = base32Problem(plain);
  if (problem !== undefined) throw new Failure(`illegal base32 data at input byte ${problem}`);
  const letters = plain.replace(/=+$/, '');
  const bits = Array.from(letters, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return (bits.match(/.{8}/g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('');
}
