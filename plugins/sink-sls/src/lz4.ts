/** Bytes of the shortest match. */
const leastMatch = 4;
/** The block's last bytes are literals, and no match begins within its last twelve (lz4_Block_format.md, end of block restrictions). */
const lastLiterals = 5;
const lastMatchStart = 12;
/** Distances are two bytes. */
const farthest = 65_535;
/** 16,384 places to remember: as many as fit beside the data into a processor's first cache. */
const tableBits = 14;
/** After so many misses the search takes longer steps: what does not compress is to cost little. */
const missShift = 6;

/** The largest block that `length` bytes can become. */
const bound = (length: number): number => length + Math.floor(length / 255) + 16;

/** `input` as one LZ4 block without a frame; the greedy way, each place compared with the last one of the same four bytes. */
export function compressBlock(input: Uint8Array): Buffer {
  const source = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const block = new Block(source);
  const table = new Int32Array(1 << tableBits).fill(-1);
  const matchEnd = source.length - lastLiterals;
  let anchor = 0;
  let at = 0;
  let misses = 0;
  while (at <= source.length - lastMatchStart) {
    const four = source.readUInt32LE(at);
    const place = Math.imul(four, 0x9e3779b1) >>> (32 - tableBits);
    const candidate = table[place] ?? -1;
    table[place] = at;
    if (candidate < 0 || at - candidate > farthest || source.readUInt32LE(candidate) !== four) {
      at += 1 + (misses++ >> missShift);
      continue;
    }
    let length = leastMatch;
    while (at + length < matchEnd && source[candidate + length] === source[at + length]) length++;
    block.sequence(anchor, at, at - candidate, length);
    at += length;
    anchor = at;
    misses = 0;
  }
  return block.end(anchor);
}

/** Writes a block: sequences of literals and a match, the last one of literals only. */
class Block {
  readonly #source: Buffer;
  readonly #out: Buffer;
  #length = 0;

  constructor(source: Buffer) {
    this.#source = source;
    this.#out = Buffer.allocUnsafe(bound(source.length));
  }

  sequence(from: number, to: number, distance: number, matched: number): void {
    this.#literals(from, to, Math.min(matched - leastMatch, 15));
    this.#out.writeUInt16LE(distance, this.#length);
    this.#length += 2;
    this.#more(matched - leastMatch);
  }

  end(from: number): Buffer {
    this.#literals(from, this.#source.length, 0);
    return this.#out.subarray(0, this.#length);
  }

  #literals(from: number, to: number, matchNibble: number): void {
    const count = to - from;
    this.#out[this.#length++] = (Math.min(count, 15) << 4) | matchNibble;
    this.#more(count);
    this.#source.copy(this.#out, this.#length, from, to);
    this.#length += count;
  }

  /** What a length has beyond the 15 that its half of the token tells. */
  #more(length: number): void {
    if (length < 15) return;
    let rest = length - 15;
    for (; rest >= 255; rest -= 255) this.#out[this.#length++] = 255;
    this.#out[this.#length++] = rest;
  }
}
