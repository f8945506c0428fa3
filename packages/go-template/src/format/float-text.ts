/** The decimal digits of a positive number and the place of its point: 0.d1d2d3… × 10^point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

function fromExponential(text: string): Decimal {
  const [mantissa = '0', exponent = '0'] = text.split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** The fewest digits that name the number and no other of its width. */
function shortest(size: number, single: boolean): Decimal {
  if (size === 0) return { digits: '0', point: 1 };
  if (single) {
    for (let precision = 1; precision < 10; precision += 1) {
      const text = size.toExponential(precision - 1);
      if (Math.fround(Number(text)) === size) return fromExponential(text);
    }
  }
  const decimal = fromExponential(size.toExponential());
  return { digits: decimal.digits.replace(/0+$/, '') || '0', point: decimal.point };
}

// 2^1074 makes every finite double an integer
const SCALE = 1074n;

/** The number, exactly, times 2^1074. */
function scaled(size: number): bigint {
  let exponent = 0n;
  let mantissa = size;
  while (mantissa !== 0 && !Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent += 1n;
  }
  return BigInt(mantissa) << (SCALE - exponent);
}

/** Rounds half to even, as strconv does: JavaScript's toFixed and toExponential round half up and stop at 100 digits. */
function fixedDigits(size: number, decimals: number): bigint {
  const numerator = scaled(size) * 10n ** BigInt(decimals);
  const denominator = 1n << SCALE;
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

function rounded(size: number, count: number): Decimal {
  if (size === 0) return { digits: '0'.repeat(count), point: 1 };
  const point = fromExponential(size.toExponential(20)).point;
  const numerator = scaled(size);
  const shift = count - point;
  const denominator = shift >= 0 ? 1n << SCALE : (10n ** BigInt(-shift)) << SCALE;
  const top = shift >= 0 ? numerator * 10n ** BigInt(shift) : numerator;
  const quotient = top / denominator;
  const twice = (top % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  const digits = String(up ? quotient + 1n : quotient);
  return digits.length > count ? { digits: digits.slice(0, count), point: point + 1 } : { digits, point };
}

function exponentText(exponent: number, letter: string): string {
  return `${letter}${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function scientific({ digits, point }: Decimal, decimals: number, letter: string, zero: boolean): string {
  const rest = digits.slice(1).padEnd(decimals, '0');
  return `${digits.charAt(0)}${rest === '' ? '' : `.${rest}`}${exponentText(zero ? 0 : point - 1, letter)}`;
}

function plain({ digits, point }: Decimal): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return digits.padEnd(point, '0');
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function fixedText(size: number, decimals: number): string {
  const digits = String(fixedDigits(size, decimals)).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

// the exponent from which `g` without a precision turns scientific
const SHORT_LIMIT = 6;

function generalText(size: number, precision: number, single: boolean, letter: string): string {
  const short = precision < 0;
  const exact = short ? shortest(size, single) : rounded(size, Math.max(precision, 1));
  const digits = exact.digits.replace(/0+$/, '') || '0';
  const decimal = { digits, point: exact.point };
  const limit = short
    ? SHORT_LIMIT
    : precision > digits.length && digits.length >= exact.point
      ? digits.length
      : Math.max(precision, 1);
  const exponent = exact.point - 1;
  if (exponent < -4 || exponent >= limit) return scientific(decimal, 0, letter, size === 0);
  return size === 0 ? '0' : plain(decimal);
}

function binaryText(size: number, single: boolean): string {
  const mantissaBits = single ? 23 : 52;
  const lowest = single ? -149 : -1074;
  if (size === 0) return `0p${lowest}`;
  const exponent = Math.max(Math.floor(Math.log2(size)), lowest + mantissaBits);
  // log2 may be one too high just below a power of two
  const exact = 2 ** exponent > size && exponent > lowest + mantissaBits ? exponent - 1 : exponent;
  const power = exact - mantissaBits;
  const mantissa = scaled(size) >> (SCALE + BigInt(power));
  return `${mantissa}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

function hexadecimalText(size: number, precision: number): string {
  if (size === 0) return `0x0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`;
  let exponent = Math.floor(Math.log2(size));
  if (2 ** exponent > size) exponent -= 1;
  // 52 bits after the point, as an integer with the leading 1
  const shift = SCALE + BigInt(exponent) - 52n;
  let mantissa = shift >= 0n ? scaled(size) >> shift : scaled(size) << -shift;
  let fraction: string;
  if (precision >= 0 && precision < 13) {
    const dropped = 4n * BigInt(13 - precision);
    const rest = mantissa & ((1n << dropped) - 1n);
    const half = 1n << (dropped - 1n);
    mantissa >>= dropped;
    if (rest > half || (rest === half && mantissa % 2n === 1n)) mantissa += 1n;
    if (mantissa >> (4n * BigInt(precision)) === 2n) {
      mantissa >>= 1n;
      exponent += 1;
    }
    fraction = mantissa.toString(16).slice(1);
  } else {
    fraction = mantissa.toString(16).slice(1);
    fraction = precision < 0 ? fraction.replace(/0+$/, '') : fraction.padEnd(precision, '0');
  }
  return `0x1${fraction === '' ? '' : `.${fraction}`}${exponentText(exponent, 'p')}`;
}

/**
 * strconv.FormatFloat, with its sign only when negative. A precision of -1 is the fewest digits needed.
 * `single`: the number is a float32.
 */
export function floatText(float: number, verb: string, precision: number, single: boolean): string {
  if (Number.isNaN(float)) return 'NaN';
  const negative = float < 0 || Object.is(float, -0);
  const size = Math.abs(float);
  if (size === Number.POSITIVE_INFINITY) return negative ? '-Inf' : '+Inf';
  return (negative ? '-' : '') + unsignedText(size, verb, precision, single);
}

function unsignedText(size: number, verb: string, precision: number, single: boolean): string {
  switch (verb) {
    case 'e':
    case 'E':
      return precision < 0
        ? scientific(shortest(size, single), 0, verb, size === 0)
        : scientific(rounded(size, precision + 1), precision, verb, size === 0);
    case 'f':
    case 'F':
      return precision < 0 ? plain(shortest(size, single)) : fixedText(size, precision);
    case 'b':
      return binaryText(size, single);
    case 'x':
      return hexadecimalText(size, precision);
    case 'X':
      return hexadecimalText(size, precision).toUpperCase();
    case 'G':
      return generalText(size, precision, single, 'E');
    default:
      return generalText(size, precision, single, 'e');
  }
}
