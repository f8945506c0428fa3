import { goTime } from '../standard/time-type.ts';
import { encode } from '../text/bytes.ts';
import { goBool, goDictionary, goFloat, goInteger, goList, goString } from '../values/make.ts';
import { INVALID, type Value } from '../values/value.ts';

/** A Go value ready to be rendered, made by kubernetesEvent, goData and the like. */
export class Presented {
  /** For this package's own use. */
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** The data cannot be shown to a template. */
export class UnpresentableData extends Error {
  constructor(path: string, what: string) {
    super(`${path === '' ? 'the data' : path} ${what}`);
    this.name = 'UnpresentableData';
  }
}

// deeper data is a cycle, or nothing that a person writes a template for
const DEEPEST = 100;

function entriesOf(data: object): Iterable<readonly [string, unknown]> {
  if (data instanceof Map) return Array.from(data, ([key, item]: [unknown, unknown]) => [String(key), item] as const);
  return Object.entries(data);
}

function presentObject(data: object, path: string, depth: number): Value {
  if (depth >= DEEPEST) throw new UnpresentableData(path, `is more than ${DEEPEST} levels deep, or contains itself`);
  if (data instanceof Presented) return data.value;
  if (data instanceof Date) {
    const milliseconds = data.getTime();
    if (Number.isNaN(milliseconds)) throw new UnpresentableData(path, 'is an invalid Date');
    const seconds = Math.floor(milliseconds / 1000);
    return goTime({ seconds, nanoseconds: (milliseconds - seconds * 1000) * 1_000_000, location: 'local' });
  }
  if (Array.isArray(data)) {
    return goList(data.map((item: unknown, index) => presentPlain(item, `${path}[${index}]`, depth + 1)));
  }
  const pairs: (readonly [string, Value])[] = [];
  for (const [key, item] of entriesOf(data)) {
    pairs.push([encode(key), presentPlain(item, path === '' ? key : `${path}.${key}`, depth + 1)]);
  }
  return goDictionary(pairs);
}

/**
 * Makes a Go value of ordinary data: objects become map[string]interface {}, lists []interface {}, whole numbers int,
 * other numbers float64, dates time.Time, null and undefined nil. Throws UnpresentableData.
 */
export function presentPlain(data: unknown, path = '', depth = 0): Value {
  switch (typeof data) {
    case 'undefined':
      return INVALID;
    case 'string':
      return goString(encode(data));
    case 'boolean':
      return goBool(data);
    case 'bigint':
      return goInteger(data);
    case 'number':
      return Number.isSafeInteger(data) ? goInteger(data) : goFloat(data);
    case 'object':
      return data === null ? INVALID : presentObject(data, path, depth);
    default:
      throw new UnpresentableData(path, `is a ${typeof data}, which templates cannot use`);
  }
}
