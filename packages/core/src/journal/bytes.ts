const byteValues = 0x80;
const wordValues = 0x1_0000_0000;

/** Writes plain values one after the other into a buffer that is large enough. All numbers little-endian. */
export class ByteWriter {
  buffer: Buffer;
  at: number;

  constructor(buffer: Buffer, at = 0) {
    this.buffer = buffer;
    this.at = at;
  }

  byte(value: number): void {
    this.buffer[this.at++] = value;
  }

  /** Unsigned 32 bit. */
  word(value: number): void {
    this.at = this.buffer.writeUInt32LE(value, this.at);
  }

  /** A sequence: a safe integer, in 8 bytes. */
  sequence(value: number): void {
    this.at = this.buffer.writeUInt32LE(value % wordValues, this.at);
    this.at = this.buffer.writeUInt32LE(Math.floor(value / wordValues), this.at);
  }

  /** Any number, exactly. */
  number(value: number): void {
    this.at = this.buffer.writeDoubleLE(value, this.at);
  }

  /** A non-negative safe integer, seven bits a byte: one byte when it is small. */
  count(value: number): void {
    let rest = value;
    while (rest >= byteValues) {
      this.buffer[this.at++] = byteValues + (rest % byteValues);
      rest = Math.floor(rest / byteValues);
    }
    this.buffer[this.at++] = rest;
  }

  /** UTF-8, led by its length. */
  text(value: string): void {
    const length = value.length === 0 ? 0 : Buffer.byteLength(value);
    this.count(length);
    if (length > 0) this.at += this.buffer.write(value, this.at);
  }

  raw(bytes: Uint8Array): void {
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }
}

/** Reads what a {@link ByteWriter} wrote. Throws a RangeError beyond `end`. */
export class ByteReader {
  buffer: Buffer;
  at: number;
  end: number;

  constructor(buffer: Buffer, at = 0, end = buffer.length) {
    this.buffer = buffer;
    this.at = at;
    this.end = end;
  }

  byte(): number {
    const value = this.at < this.end ? this.buffer[this.at] : undefined;
    if (value === undefined) throw new RangeError(`no byte at ${this.at}: the record ends at ${this.end}`);
    this.at += 1;
    return value;
  }

  word(): number {
    const value = this.buffer.readUInt32LE(this.at);
    this.at += 4;
    return value;
  }

  sequence(): number {
    const value = this.buffer.readUInt32LE(this.at) + this.buffer.readUInt32LE(this.at + 4) * wordValues;
    this.at += 8;
    return value;
  }

  number(): number {
    const value = this.buffer.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  count(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      if (byte < byteValues) return value + byte * scale;
      value += (byte - byteValues) * scale;
      scale *= byteValues;
    }
  }

  text(): string {
    const length = this.count();
    if (length === 0) return '';
    const start = this.at;
    this.at += length;
    return this.buffer.toString('utf8', start, this.at);
  }

  /** The rest, as a view. */
  raw(): Buffer {
    return this.buffer.subarray(this.at, this.end);
  }
}
