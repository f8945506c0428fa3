/** Finds where JSON values begin and end in bytes, so that they can be cut out as they were received. Nothing is decoded. */

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;

/** An index that says: the value goes on beyond the bytes at hand. */
export const incomplete = -1;

/** The index of the first byte at or after `from` that is no JSON white space; `bytes.length` when there is none. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let index = from;
  for (; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
  }
  return index;
}

/** The index after the string that opens at `from`, or {@link incomplete}. */
export function endOfString(bytes: Uint8Array, from: number): number {
  for (let index = from + 1; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === quote) return index + 1;
    if (byte === backslash) index++;
  }
  return incomplete;
}

/**
 * The index after the value that begins at `from`, or {@link incomplete}. A number or literal is complete when a delimiter follows it.
 * Brackets are counted, not matched: whether the value is JSON is for JSON.parse to say.
 */
export function endOfValue(bytes: Uint8Array, from: number): number {
  const first = bytes[from];
  if (first === undefined) return incomplete;
  if (first === quote) return endOfString(bytes, from);
  if (first !== openBrace && first !== openBracket) return endOfScalar(bytes, from);
  let depth = 0;
  for (let index = from; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === quote) {
      const end = endOfString(bytes, index);
      if (end === incomplete) return incomplete;
      index = end - 1;
    } else if (byte === openBrace || byte === openBracket) {
      depth++;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--;
      if (depth === 0) return index + 1;
    }
  }
  return incomplete;
}

function endOfScalar(bytes: Uint8Array, from: number): number {
  for (let index = from; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === comma || byte === closeBrace || byte === closeBracket || skipSpace(bytes, index) > index) return index;
  }
  return incomplete;
}

/** Where the value of `key` lies in the object that `bytes` hold; undefined when there is no such key. The last one wins, as in JSON.parse. */
export function rangeOfKey(bytes: Buffer, key: string): { readonly start: number; readonly end: number } | undefined {
  let found: { start: number; end: number } | undefined;
  let index = skipSpace(bytes, 0);
  if (bytes[index] !== openBrace) return undefined;
  for (;;) {
    index = skipSpace(bytes, index + 1);
    if (bytes[index] !== quote) return found;
    const keyEnd = endOfString(bytes, index);
    if (keyEnd === incomplete) return found;
    const name = bytes.toString('utf8', index + 1, keyEnd - 1);
    const colon = skipSpace(bytes, keyEnd);
    const start = skipSpace(bytes, colon + 1);
    const end = endOfValue(bytes, start);
    if (end === incomplete) return found;
    if (name === key) found = { start, end };
    index = skipSpace(bytes, end);
    if (bytes[index] !== comma) return found;
  }
}
