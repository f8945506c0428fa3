import { endOfString, endOfValue, incomplete, skipSpace } from './json-scan.ts';

/** What the scanner finds in a list's body, in the order of the bytes. `bytes` is a view, valid as long as it is held. */
export type ListPart =
  | { readonly kind: 'metadata'; readonly bytes: Buffer }
  | { readonly kind: 'item'; readonly bytes: Buffer };

/** The body of a list is not `{…, "metadata": {…}, "items": […]}`. */
export class ListShapeError extends Error {
  override readonly name = 'ListShapeError';
}

/**
 * Cuts `metadata` and each element of `items` out of a list's body while it arrives, in whatever order they come, without parsing them.
 * It holds no more than the part that has not ended.
 */
export class ListScanner {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #inside: 'nothing' | 'object' | 'items' | 'end' = 'nothing';

  /** Takes the next bytes of the body; calls `part` for each part that they complete. Throws {@link ListShapeError}. */
  feed(chunk: Buffer, part: (part: ListPart) => void): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    this.#at = 0;
    while (this.#step(part));
  }

  /** To be called after the last bytes. Throws {@link ListShapeError} when the body had not ended. */
  end(): void {
    if (this.#inside !== 'end') throw new ListShapeError('the body of the list ends in its middle');
  }

  /** One member of the list or one item; false when more bytes are needed. */
  #step(part: (part: ListPart) => void): boolean {
    const at = skipSpace(this.#bytes, this.#at);
    const byte = this.#bytes[at];
    if (byte === undefined || this.#inside === 'end') return false;
    if (this.#inside === 'nothing') {
      if (byte !== code('{')) throw new ListShapeError('the body of the list is no JSON object');
      this.#inside = 'object';
      this.#at = at + 1;
      return true;
    }
    if (byte === code(',')) {
      this.#at = at + 1;
      return true;
    }
    return this.#inside === 'items' ? this.#item(at, byte, part) : this.#member(at, byte, part);
  }

  #item(at: number, byte: number, part: (part: ListPart) => void): boolean {
    if (byte === code(']')) {
      this.#inside = 'object';
      this.#at = at + 1;
      return true;
    }
    if (byte !== code('{')) throw new ListShapeError('an item of the list is no object');
    const end = endOfValue(this.#bytes, at);
    if (end === incomplete) return false;
    this.#at = end;
    part({ kind: 'item', bytes: this.#bytes.subarray(at, end) });
    return true;
  }

  #member(at: number, byte: number, part: (part: ListPart) => void): boolean {
    if (byte === code('}')) {
      this.#inside = 'end';
      this.#at = at + 1;
      return true;
    }
    if (byte !== code('"')) throw new ListShapeError('a member of the list has no name');
    const nameEnd = endOfString(this.#bytes, at);
    if (nameEnd === incomplete) return false;
    const colon = skipSpace(this.#bytes, nameEnd);
    const start = skipSpace(this.#bytes, colon + 1);
    if (start >= this.#bytes.length) return false;
    if (this.#bytes[colon] !== code(':')) throw new ListShapeError('a member of the list has no value');
    const name = this.#bytes.toString('utf8', at + 1, nameEnd - 1);
    if (name === 'items' && this.#bytes[start] === code('[')) {
      this.#inside = 'items';
      this.#at = start + 1;
      return true;
    }
    const end = endOfValue(this.#bytes, start);
    if (end === incomplete) return false;
    this.#at = end;
    if (name === 'metadata') part({ kind: 'metadata', bytes: this.#bytes.subarray(start, end) });
    return true;
  }
}

function code(character: string): number {
  return character.charCodeAt(0);
}
