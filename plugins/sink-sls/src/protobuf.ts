/** The key before a field: its number, and how its value is written (0: varint, 2: length-delimited, 5: four bytes). */
const keyOf = (field: number, wireType: 0 | 2 | 5): number => field * 8 + wireType;

/** Unsigned base-128 number, least significant group first (protobuf.dev/programming-guides/encoding). */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** A field with a text, bytes or a message. */
export function delimited(field: number, value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([varint(keyOf(field, 2)), varint(bytes.length), bytes]);
}

/** A field with an unsigned number of variable length. */
export const numbered = (field: number, value: number): Buffer =>
  Buffer.concat([varint(keyOf(field, 0)), varint(value)]);

/** A field with an unsigned number of four bytes. */
export function fixed32(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return Buffer.concat([varint(keyOf(field, 5)), bytes]);
}
