/** A field of a protobuf message as it lies on the wire. */
export interface Field {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** What is no protobuf message; the real server closes the connection over it. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** Bytes of a varint, at most. */
const longestVarint = 10;

interface Read<Value> {
  readonly value: Value;
  readonly next: number;
}

function varint(bytes: Buffer, from: number): Read<bigint> {
  let value = 0n;
  for (let at = 0; at < longestVarint; at++) {
    const byte = bytes[from + at];
    if (byte === undefined) throw new WireError('a varint goes beyond the end');
    value |= BigInt(byte & 0x7f) << BigInt(7 * at);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: from + at + 1 };
  }
  throw new WireError('a varint of more than 10 bytes');
}

function slice(bytes: Buffer, from: number, length: number): Read<Buffer> {
  if (from + length > bytes.length) throw new WireError('a field goes beyond the end');
  return { value: bytes.subarray(from, from + length), next: from + length };
}

/** Source: protobuf.dev, encoding; groups are not in Riemann's messages. */
function valueAt(bytes: Buffer, from: number, wireType: number): Read<bigint | Buffer> {
  switch (wireType) {
    case 0:
      return varint(bytes, from);
    case 1:
      return slice(bytes, from, 8);
    case 2: {
      const length = varint(bytes, from);
      return slice(bytes, length.next, Number(length.value));
    }
    case 5:
      return slice(bytes, from, 4);
    default:
      throw new WireError(`wire type ${wireType}`);
  }
}

/** @throws WireError for what is no message */
export function fieldsOf(bytes: Buffer): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, at);
    const number = Number(tag.value >> 3n);
    if (number === 0) throw new WireError('field 0');
    const { value, next } = valueAt(bytes, tag.next, Number(tag.value & 7n));
    fields.push({ number, value });
    at = next;
  }
  return fields;
}
