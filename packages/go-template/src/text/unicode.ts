function matches(pattern: RegExp): (code: number) => boolean {
  const ascii = Array.from({ length: 0x80 }, (_item, code) => pattern.test(String.fromCharCode(code)));
  return (code) => ascii[code] ?? (code >= 0 && code <= 0x10ffff && pattern.test(String.fromCodePoint(code)));
}

/** Go's unicode.IsLetter and the like, for a code point. */
export const isLetter = matches(/^\p{L}$/u);
export const isDigit = matches(/^\p{Nd}$/u);
export const isNumber = matches(/^\p{N}$/u);
export const isPunctuation = matches(/^\p{P}$/u);
export const isUpper = matches(/^\p{Lu}$/u);
export const isLower = matches(/^\p{Ll}$/u);
export const isTitle = matches(/^\p{Lt}$/u);
const isVisible = matches(/^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u);
const isSeparator = matches(/^\p{Z}$/u);

/** strconv.IsPrint: visible characters and the ASCII space. */
export function isPrint(code: number): boolean {
  return code < 0x80 ? code >= 0x20 && code < 0x7f : isVisible(code);
}

/** unicode.IsSpace. */
export function isSpace(code: number): boolean {
  if (code < 0x100) return (code >= 9 && code <= 13) || code === 0x20 || code === 0x85 || code === 0xa0;
  return isSeparator(code);
}

/** Letters, digits and the underscore: what template names are made of. */
export function isAlphanumeric(code: number): boolean {
  if (code < 0x80) {
    return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
  }
  return isLetter(code) || isDigit(code);
}

function simple(code: number, changed: string): number {
  const first = changed.codePointAt(0);
  // Go maps one code point to one; where full Unicode casing gives several, the character stays
  return first !== undefined && String.fromCodePoint(first).length === changed.length ? first : code;
}

/** unicode.ToUpper. */
export function toUpper(code: number): number {
  if (code < 0x80) return code >= 0x61 && code <= 0x7a ? code - 32 : code;
  return simple(code, String.fromCodePoint(code).toUpperCase());
}

const TITLE_LETTERS: ReadonlyMap<number, number> = new Map([
  [0x1c4, 0x1c5],
  [0x1c6, 0x1c5],
  [0x1c7, 0x1c8],
  [0x1c9, 0x1c8],
  [0x1ca, 0x1cb],
  [0x1cc, 0x1cb],
  [0x1f1, 0x1f2],
  [0x1f3, 0x1f2],
]);

/** unicode.ToTitle: like upper case, but for the letters that are two, such as dz. */
export function toTitle(code: number): number {
  return TITLE_LETTERS.get(code) ?? (isTitle(code) ? code : toUpper(code));
}

/** unicode.ToLower. */
export function toLower(code: number): number {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? code + 32 : code;
  return simple(code, String.fromCodePoint(code).toLowerCase());
}
