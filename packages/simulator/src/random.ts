/** A seeded source of chance: the same seed gives the same cluster and the same events. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  /** One of `list`. @throws RangeError when it is empty. */
  pick<T>(list: readonly T[]): T;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** A version 4 UUID. */
  uuid(): string;
  /** Letters and digits that Kubernetes uses in generated names: no vowels, nothing that looks alike. */
  suffix(length: number): string;
}

/** The alphabet of apimachinery's rand.String. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Mulberry32: 32 bits of state are plenty for test data, and it is five lines. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits)
      text += below(2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  };
  return {
    next,
    below,
    hex,
    pick: (list) => {
      const one = list[below(list.length)];
      if (one === undefined) throw new RangeError('cannot pick from an empty list: give at least one element');
      return one;
    },
    uuid: () => {
      const text = hex(32);
      const variant = '89ab'[below(4)] ?? '8';
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`;
    },
    suffix: (length) => {
      let text = '';
      while (text.length < length) text += nameAlphabet[below(nameAlphabet.length)] ?? '';
      return text;
    },
  };
}
