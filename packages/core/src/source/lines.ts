const newline = 0x0a;

/**
 * Cuts a stream of bytes into lines at byte 10 only. A chunk may end anywhere, in the middle of a character too, so nothing is decoded here;
 * U+0085 and U+2028 are ordinary characters inside a line.
 */
export class LineSplitter {
  #pieces: Buffer[] = [];
  #pendingBytes = 0;

  /** Calls `line` with each line that `chunk` completes, without its newline, until it returns false: then the rest is left unread. */
  push(chunk: Buffer, line: (bytes: Buffer) => boolean): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      if (end === -1) break;
      const part = chunk.subarray(start, end);
      start = end + 1;
      if (!line(this.#complete(part))) return;
    }
    if (start < chunk.length) {
      this.#pieces.push(chunk.subarray(start));
      this.#pendingBytes += chunk.length - start;
    }
  }

  /** Bytes of the line that has not ended. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  #complete(part: Buffer): Buffer {
    if (this.#pieces.length === 0) return part;
    this.#pieces.push(part);
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pendingBytes = 0;
    return whole;
  }
}
