/** Go's net/http writes a chunked body through a bufio.Writer of this size. */
const bufferBytes = 2048;
const crlf = Buffer.from('\r\n');

/**
 * Cuts a body into chunks as Go's net/http does: what is flushed alone goes out as one chunk, whatever its size; what
 * piles up is cut every 2048 bytes, anywhere. Chunks gather as raw bytes until they are taken.
 */
export class Chunks {
  readonly #buffer = Buffer.allocUnsafe(bufferBytes);
  #filled = 0;
  #out = Buffer.allocUnsafe(4 * bufferBytes);
  #used = 0;

  /** How many bytes are ready to be taken. */
  get ready(): number {
    return this.#used;
  }

  /** One write of the body. */
  write(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > bufferBytes - this.#filled) {
      if (this.#filled === 0) {
        this.#chunk(rest, rest.length);
        return;
      }
      const copied = rest.copy(this.#buffer, this.#filled);
      this.#filled += copied;
      this.flush();
      rest = rest.subarray(copied);
    }
    this.#filled += rest.copy(this.#buffer, this.#filled);
  }

  /** Ends the current chunk. */
  flush(): void {
    if (this.#filled === 0) return;
    this.#chunk(this.#buffer, this.#filled);
    this.#filled = 0;
  }

  /** The chunks that are complete, with their sizes, as they go on the wire. */
  take(): Buffer {
    const taken = this.#out.subarray(0, this.#used);
    this.#out = Buffer.allocUnsafe(Math.max(4 * bufferBytes, Math.min(this.#out.length, 64 * bufferBytes)));
    this.#used = 0;
    return taken;
  }

  #chunk(bytes: Buffer, length: number): void {
    const head = `${length.toString(16)}\r\n`;
    this.#room(head.length + length + crlf.length);
    this.#used += this.#out.write(head, this.#used, 'latin1');
    this.#used += bytes.copy(this.#out, this.#used, 0, length);
    this.#used += crlf.copy(this.#out, this.#used);
  }

  #room(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#out.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#out.length * 2));
    this.#out.copy(grown, 0, 0, this.#used);
    this.#out = grown;
  }
}
