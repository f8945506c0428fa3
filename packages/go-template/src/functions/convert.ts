import type { Environment } from '../environment.ts';
import { textOf } from '../format/print.ts';
import { parseFloatLiteral, parseInteger } from '../parse/number.ts';
import type { ByteString } from '../text/bytes.ts';
import { bytesOf, indirect } from '../values/inspect.ts';
import { unboxed } from '../values/make.ts';
import type { Value } from '../values/value.ts';

const LARGEST = 2n ** 63n;

/** sprig's strval: a string as it is, bytes as text, anything else as fmt's %v shows it. */
export function textFrom(value: Value, environment: Environment): ByteString {
  if (value.kind === 'string' && !value.type.named) return value.text;
  if (value.kind === 'slice' && !value.type.named) {
    const bytes = bytesOf(value);
    if (bytes !== undefined) return bytes;
  }
  return textOf(value, environment);
}

function integerFromFloat(float: number): bigint {
  // what amd64 makes of a float that does not fit
  if (!Number.isFinite(float) || float >= 2 ** 63 || float < -(2 ** 63)) return -LARGEST;
  return BigInt(Math.trunc(float));
}

function integerFromText(text: ByteString): bigint {
  const integer = parseInteger(text.replace(/\.0+$/, ''));
  return integer === undefined || integer >= LARGEST || integer < -LARGEST ? 0n : integer;
}

/** spf13/cast's ToInt64: numbers, and texts and truths that stand for them; 0 for everything else. */
export function integerFrom(given: Value): bigint {
  const value = unboxed(indirect(given).value);
  switch (value.kind) {
    case 'integer': {
      const known = !value.type.named || value.type.name === 'time.Month' || value.type.name === 'time.Weekday';
      return known ? BigInt.asIntN(64, value.integer) : 0n;
    }
    case 'float':
      return value.type.named ? 0n : integerFromFloat(value.float);
    case 'string':
      return value.type.named ? 0n : integerFromText(value.text);
    case 'bool':
      return value.bool ? 1n : 0n;
    default:
      return 0n;
  }
}

/** strconv.ParseFloat, with its words for what is no number; undefined when it fails. */
export function floatFromText(text: ByteString): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  return parseFloatLiteral(text);
}

/** spf13/cast's ToFloat64. */
export function floatFrom(given: Value): number {
  const value = unboxed(indirect(given).value);
  if (value.kind === 'float') return value.float;
  if (value.kind === 'string') return value.type.named ? 0 : (floatFromText(value.text) ?? 0);
  return value.kind === 'integer' && !value.type.named ? Number(value.integer) : Number(integerFrom(value));
}
