/** What a destination takes at most; of several given, all hold. */
export interface Limit {
  /** UTF-8 bytes of the text. */
  readonly bytes?: number;
  /** Code points. */
  readonly characters?: number;
  /** UTF-8 bytes of the text inside a JSON string, as JSON.stringify writes it: for limits of a whole body. */
  readonly jsonBytes?: number;
}

type Unit = keyof Limit;

function countCharacters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // The second half of a pair; texts here are well-formed.
    if (code >= 0xdc00 && code <= 0xdfff) count--;
  }
  return count;
}

const sizes: Readonly<Record<Unit, (text: string) => number>> = {
  bytes: (text) => Buffer.byteLength(text),
  characters: countCharacters,
  jsonBytes: (text) => Buffer.byteLength(JSON.stringify(text)) - 2,
};

const units: readonly Unit[] = ['bytes', 'characters', 'jsonBytes'];

/** What is left of a limit. All sizes add up, so each text is measured once. */
export class Room {
  readonly #left: Map<Unit, number>;

  constructor(limit: Limit | Room) {
    this.#left = new Map();
    if (limit instanceof Room) {
      for (const [unit, left] of limit.#left) this.#left.set(unit, left);
      return;
    }
    for (const unit of units) {
      const max = limit[unit];
      if (max !== undefined) this.#left.set(unit, Math.max(0, max));
    }
  }

  /** The most characters that could fit, whatever they are. */
  get mostCharacters(): number {
    return Math.min(...this.#left.values(), Number.MAX_SAFE_INTEGER);
  }

  fits(text: string): boolean {
    for (const [unit, left] of this.#left) if (sizes[unit](text) > left) return false;
    return true;
  }

  /** Takes the room that `text` needs, or says false and takes none. */
  take(text: string): boolean {
    const needed = new Map<Unit, number>();
    for (const [unit, left] of this.#left) {
      const size = sizes[unit](text);
      if (size > left) return false;
      needed.set(unit, left - size);
    }
    for (const [unit, left] of needed) this.#left.set(unit, left);
    return true;
  }
}
