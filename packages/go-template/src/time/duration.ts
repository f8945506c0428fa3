import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00c2\u00b5s', 1_000n], // µs, micro sign, as bytes
  ['\u00ce\u00bcs', 1_000n], // μs, Greek letter, as bytes
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const LARGEST = 9_223_372_036_854_775_807n;

function fraction(value: bigint, unit: bigint): string {
  const digits = String(value % unit)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '');
  return `${value / unit}${digits === '' ? '' : `.${digits}`}`;
}

/** Duration.String: `1h2m3.5s`, `1.5µs`, `0s`. The duration is in nanoseconds. */
export function durationText(nanoseconds: bigint): ByteString {
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size === 0n) return '0s';
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${fraction(size, 1_000n)}\u00c2\u00b5s`;
  if (size < 1_000_000_000n) return `${sign}${fraction(size, 1_000_000n)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${fraction(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return sign + seconds;
  return minutes < 60n ? `${sign}${minutes}m${seconds}` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** time.ParseDuration, in nanoseconds. Throws Failure. */
export function parseDuration(text: ByteString): bigint {
  const invalid = (): Failure => new Failure(`time: invalid duration ${quoteString(text)}`);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const rest = text.slice(sign.length);
  if (rest === '0') return 0n;
  if (rest === '') throw invalid();
  let total = 0n;
  const pattern = /(\d*)(?:\.(\d*))?([^\d.]*)/y;
  for (let end = 0; end < rest.length; end = pattern.lastIndex) {
    pattern.lastIndex = end;
    const [, whole = '', part = '', name = ''] = pattern.exec(rest) ?? [];
    if (whole + part === '') throw invalid();
    if (name === '') throw new Failure(`time: missing unit in duration ${quoteString(text)}`);
    const unit = UNITS.get(name);
    if (unit === undefined)
      throw new Failure(`time: unknown unit ${quoteString(name)} in duration ${quoteString(text)}`);
    total += BigInt(whole || '0') * unit;
    if (part !== '') total += (BigInt(part.slice(0, 18)) * unit) / 10n ** BigInt(Math.min(part.length, 18));
    if (total > LARGEST + (sign === '-' ? 1n : 0n)) throw invalid();
  }
  return sign === '-' ? -total : total;
}

/** Duration.Truncate: towards zero, to a multiple. */
export function truncateDuration(nanoseconds: bigint, multiple: bigint): bigint {
  return multiple <= 0n ? nanoseconds : nanoseconds - (nanoseconds % multiple);
}

/** Duration.Round: to the nearest multiple, halves away from zero. */
export function roundDuration(nanoseconds: bigint, multiple: bigint): bigint {
  if (multiple <= 0n) return nanoseconds;
  const sign = nanoseconds < 0n ? -1n : 1n;
  const size = nanoseconds * sign;
  const rest = size % multiple;
  return sign * (rest * 2n < multiple ? size - rest : size + multiple - rest);
}
