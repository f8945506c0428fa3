import { type ByteString, toBytes } from '../text/bytes.ts';

// Go's DefaultCost
const COST = 10;
const ROUNDS = 16;
const BOX_SIZE = 1024;
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const MAGIC = 'OrpheanBeholderScryDoubt';

/** arctan(1/x) × scale, by its series. */
function inverseTangent(x: bigint, scale: bigint): bigint {
  let power = scale / x;
  let sum = power;
  const square = x * x;
  for (let odd = 3n, sign = -1n; power !== 0n; odd += 2n, sign = -sign) {
    power /= square;
    sum += (sign * power) / odd;
  }
  return sum;
}

let piWords: Uint32Array | undefined;

/** Blowfish starts from the fraction of pi, 32 bits at a time: counted (Machin's formula) rather than listed. */
function fractionOfPi(): Uint32Array {
  if (piWords !== undefined) return piWords;
  const words = ROUNDS + 2 + BOX_SIZE;
  const guard = 64n;
  const bits = BigInt(words * 32) + guard;
  const scale = 1n << bits;
  const pi = 4n * (4n * inverseTangent(5n, scale) - inverseTangent(239n, scale));
  const digits = ((pi - 3n * scale) >> guard).toString(16).padStart(words * 8, '0');
  piWords = Uint32Array.from({ length: words }, (_item, index) =>
    Number.parseInt(digits.slice(index * 8, index * 8 + 8), 16),
  );
  return piWords;
}

/** Blowfish with bcrypt's key schedule. */
class Blowfish {
  readonly #keys = fractionOfPi().slice(0, ROUNDS + 2);
  readonly #boxes = fractionOfPi().slice(ROUNDS + 2);
  readonly #pair = new Uint32Array(2);

  #at(index: number): number {
    return this.#boxes[index] ?? 0;
  }

  /** Encrypts two words in place. */
  encrypt(block: Uint32Array, at: number): void {
    let left = block[at] ?? 0;
    let right = block[at + 1] ?? 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      left ^= this.#keys[round] ?? 0;
      const sum =
        (this.#at(left >>> 24) + this.#at(256 + ((left >>> 16) & 255))) ^ this.#at(512 + ((left >>> 8) & 255));
      const mixed = right ^ (sum + this.#at(768 + (left & 255)));
      right = left;
      left = mixed;
    }
    block[at] = right ^ (this.#keys[ROUNDS + 1] ?? 0);
    block[at + 1] = left ^ (this.#keys[ROUNDS] ?? 0);
  }

  /** Mixes a key into the round keys, and a salt into everything that is derived from them. */
  expand(key: Uint32Array, salt: Uint32Array): void {
    for (let index = 0; index < ROUNDS + 2; index += 1) {
      this.#keys[index] = (this.#keys[index] ?? 0) ^ (key[index % key.length] ?? 0);
    }
    this.#pair.fill(0);
    let taken = 0;
    for (const target of [this.#keys, this.#boxes]) {
      for (let index = 0; index < target.length; index += 2) {
        this.#pair[0] = (this.#pair[0] ?? 0) ^ (salt[taken % salt.length] ?? 0);
        this.#pair[1] = (this.#pair[1] ?? 0) ^ (salt[(taken + 1) % salt.length] ?? 0);
        taken += 2;
        this.encrypt(this.#pair, 0);
        target[index] = this.#pair[0] ?? 0;
        target[index + 1] = this.#pair[1] ?? 0;
      }
    }
  }
}

/** Big-endian words of bytes that repeat without end. */
function wordsOf(bytes: Uint8Array, count: number): Uint32Array {
  const byte = (index: number): number => bytes[index % bytes.length] ?? 0;
  return Uint32Array.from(
    { length: count },
    (_item, index) =>
      (byte(index * 4) << 24) | (byte(index * 4 + 1) << 16) | (byte(index * 4 + 2) << 8) | byte(index * 4 + 3),
  );
}

/** bcrypt's own base64, without padding. */
function letters(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,6}/g) ?? [])
    .map((group) => ALPHABET.charAt(Number.parseInt(group.padEnd(6, '0'), 2)))
    .join('');
}

/** bcrypt.GenerateFromPassword at the default cost. The salt has 16 bytes. */
export function bcryptHash(password: ByteString, salt: Uint8Array): string {
  const key = wordsOf(toBytes(`${password}\0`), ROUNDS + 2);
  const saltWords = wordsOf(salt, 4);
  const none = new Uint32Array(4);
  const saltKey = wordsOf(salt, ROUNDS + 2);
  const cipher = new Blowfish();
  cipher.expand(key, saltWords);
  for (let round = 0; round < 2 ** COST; round += 1) {
    cipher.expand(key, none);
    cipher.expand(saltKey, none);
  }
  const block = wordsOf(toBytes(MAGIC), 6);
  for (let at = 0; at < 6; at += 2) for (let time = 0; time < 64; time += 1) cipher.encrypt(block, at);
  const hash = new Uint8Array(24);
  for (const [index, word] of block.entries()) {
    for (let offset = 0; offset < 4; offset += 1) hash[index * 4 + offset] = word >>> (24 - 8 * offset);
  }
  return `$2a$${COST}$${letters(salt)}${letters(hash.subarray(0, 23))}`;
}
