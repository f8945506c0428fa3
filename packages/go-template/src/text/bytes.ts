/**
 * A Go string: every character stands for one byte (0 to 255), so that lengths, indexes, columns and cut-off
 * characters come out as Go's do. Text enters with `encode` and leaves with `decode` or `toBytes`.
 */
export type ByteString = string;

const ASCII = /^\p{ASCII}*$/u;

/** Turns ordinary text into UTF-8 bytes. */
export function encode(text: string): ByteString {
  return ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Turns UTF-8 bytes into ordinary text; what is not UTF-8 becomes U+FFFD. */
export function decode(bytes: ByteString): string {
  return ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The same bytes as an array. */
export function toBytes(bytes: ByteString): Uint8Array {
  return Uint8Array.from(Buffer.from(bytes, 'latin1'));
}
