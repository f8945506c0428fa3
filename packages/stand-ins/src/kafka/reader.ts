/** Reads the protocol's types, big endian. @throws RangeError beyond the end */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  #step(length: number): number {
    const at = this.#at;
    if (length < 0 || at + length > this.#bytes.length) throw new RangeError(`${length} bytes wanted at ${at}`);
    this.#at += length;
    return at;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#step(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#step(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#step(4));
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#step(4));
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#step(8));
  }

  take(length: number): Buffer {
    const at = this.#step(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A length of -1 is null. */
  nullableString(): string | undefined {
    const length = this.int16();
    return length < 0 ? undefined : this.take(length).toString();
  }

  string(): string {
    return this.nullableString() ?? '';
  }

  bytes(): Buffer {
    return this.take(Math.max(0, this.int32()));
  }

  array<Item>(read: () => Item): Item[] {
    return Array.from({ length: Math.max(0, this.int32()) }, read);
  }

  /** Zigzag, 7 bits a byte, lowest first. */
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(this.int8() & 0xff);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return (value >> 1n) ^ -(value & 1n);
    }
  }

  /** With a varint of its length before it; -1 is null. */
  varintBytes(): Buffer | undefined {
    const length = Number(this.varint());
    return length < 0 ? undefined : this.take(length);
  }
}
