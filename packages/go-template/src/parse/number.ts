import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { unquoteCharacter } from '../text/unquote.ts';

/** A number as a template writes it, under all the types that can hold it. */
export interface NumberConstant {
  readonly text: ByteString;
  readonly integer?: bigint;
  readonly unsigned?: bigint;
  readonly float?: number;
  readonly complex?: { readonly real: number; readonly imaginary: number };
}

const INTEGER = /^([+-]?)(0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?\d)*)$/;
const DECIMAL = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([\da-fA-F_]*)(?:\.([\da-fA-F_]*))?[pP]([+-]?\d+)$/;
const MISPLACED_UNDERSCORE = /(?:^|[^\da-fA-FxX])_|_(?:[^\da-fA-F]|$)/;

const LARGEST = 2n ** 63n;

/** strconv.ParseInt with base 0, without its limit; undefined when it is no integer. */
export function parseInteger(text: ByteString): bigint | undefined {
  const [, sign, digits = ''] = INTEGER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const plain = digits.replaceAll('_', '');
  const size = BigInt(/^0\d/.test(plain) ? `0o${plain.slice(1)}` : plain);
  return sign === '-' ? -size : size;
}

/** strconv.ParseFloat for the forms a number literal can take; undefined when it is none or does not fit. */
export function parseFloatLiteral(text: ByteString): number | undefined {
  if (MISPLACED_UNDERSCORE.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const [, sign, whole = '', part = '', exponent = '0'] = HEXADECIMAL.exec(plain) ?? [];
  if (sign !== undefined) {
    if (whole + part === '') return undefined;
    const size = Number(BigInt(`0x${whole}${part}`)) * 2 ** (Number(exponent) - 4 * part.length);
    return Number.isFinite(size) ? (sign === '-' ? -size : size) : undefined;
  }
  if (!DECIMAL.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

function characterConstant(text: ByteString): NumberConstant {
  const character = unquoteCharacter(text, 1, "'");
  if (character === undefined) throw new Failure('invalid syntax');
  if (text.slice(character.end) !== "'") throw new Failure(`malformed character constant: ${text}`);
  const integer = BigInt(character.code);
  return { text, integer, unsigned: integer, float: character.code };
}

function complexConstant(text: ByteString, real: number, imaginary: number): NumberConstant {
  const complex = { real, imaginary };
  if (imaginary !== 0) return { text, complex };
  return Number.isInteger(real) && Math.abs(real) < 2 ** 63
    ? { text, complex, float: real, integer: BigInt(real), ...(real >= 0 && { unsigned: BigInt(real) }) }
    : { text, complex, float: real };
}

function fits(integer: bigint): boolean {
  return integer >= -LARGEST && integer < LARGEST;
}

function floatConstant(text: ByteString, float: number): NumberConstant {
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  return {
    text,
    float,
    ...(whole !== undefined && fits(whole) && { integer: whole }),
    ...(whole !== undefined && whole >= 0n && whole < 2n * LARGEST && { unsigned: whole }),
  };
}

/** Reads a number token. Throws Failure with the words of Go's parser. */
export function readNumber(text: ByteString, kind: 'character constant' | 'complex' | 'number'): NumberConstant {
  if (kind === 'character constant') return characterConstant(text);
  if (kind === 'complex') {
    const split = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    const real = parseFloatLiteral(text.slice(0, split));
    const imaginary = parseFloatLiteral(text.slice(split, -1));
    if (real === undefined || imaginary === undefined) throw new Failure('syntax error scanning complex number');
    return complexConstant(text, real, imaginary);
  }
  if (text.endsWith('i')) {
    const imaginary = parseFloatLiteral(text.slice(0, -1));
    if (imaginary !== undefined) return complexConstant(text, 0, imaginary);
  }
  const integer = parseInteger(text);
  if (integer !== undefined && integer < 2n * LARGEST && integer >= -LARGEST) {
    const unsigned = (!/^[+-]/.test(text) && integer >= 0n) || integer === 0n;
    return {
      text,
      float: Number(integer),
      ...(fits(integer) && { integer }),
      ...(unsigned && { unsigned: integer }),
    };
  }
  const float = parseFloatLiteral(text);
  if (float === undefined) throw new Failure(`illegal number syntax: ${quoteString(text)}`);
  if (!/[.eEpP]/.test(text)) throw new Failure(`integer overflow: ${quoteString(text)}`);
  return floatConstant(text, float);
}
