import { Failure } from '../failure.ts';
import { floatText } from '../format/float-text.ts';

/** A decimal number: digits × 10^exponent (github.com/shopspring/decimal). */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

// decimal's DivisionPrecision
const DIVISION_DIGITS = 16;
// beyond this a float64 is zero or infinite anyway
const LARGEST_EXPONENT = 800;

export function decimalFrom(float: number): Decimal {
  const [mantissa = '0', exponent = '0'] = floatText(float, 'e', -1, false).split('e');
  const fraction = mantissa.split('.')[1] ?? '';
  return { digits: BigInt(mantissa.replace('.', '')), exponent: Number(exponent) - fraction.length };
}

/** The nearest float64. */
export function decimalToFloat({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

function digitsAt({ digits, exponent }: Decimal, least: number): bigint {
  return digits * 10n ** BigInt(exponent - least);
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  return { digits: digitsAt(left, exponent) + digitsAt(right, exponent), exponent };
}

export function subtractDecimals(left: Decimal, right: Decimal): Decimal {
  return addDecimals(left, { ...right, digits: -right.digits });
}

/** Digits far below what a float64 can show are cut off, so that long products stay small. */
export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  const product = { digits: left.digits * right.digits, exponent: left.exponent + right.exponent };
  const extra = String(product.digits).length - LARGEST_EXPONENT;
  if (product.exponent > LARGEST_EXPONENT) return { digits: product.digits, exponent: LARGEST_EXPONENT };
  if (extra <= 0) return product;
  return { digits: product.digits / 10n ** BigInt(extra), exponent: product.exponent + extra };
}

export function divideDecimals(left: Decimal, right: Decimal): Decimal {
  if (right.digits === 0n) throw new Failure('decimal division by 0');
  const shift = left.exponent - right.exponent + DIVISION_DIGITS;
  const numerator = shift >= 0 ? left.digits * 10n ** BigInt(shift) : left.digits;
  const denominator = shift >= 0 ? right.digits : right.digits * 10n ** BigInt(-shift);
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const size = denominator < 0n ? -denominator : denominator;
  const away = numerator < 0n === denominator < 0n ? 1n : -1n;
  return { digits: twice >= size ? quotient + away : quotient, exponent: -DIVISION_DIGITS };
}
