import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { floatText } from '../format/float-text.ts';
import type { ByteString } from '../text/bytes.ts';
import { RUNE_ERROR, runes } from '../text/rune.ts';
import { bytesOf, findMethod, indirect, sortedEntries } from '../values/inspect.ts';
import type { Field } from '../values/type.ts';
import type { MapValue, SliceValue, StructValue, Value } from '../values/value.ts';

/** How encoding/json writes. */
export interface JsonStyle {
  /** `<`, `>` and `&` become escapes; yes unless told otherwise. */
  readonly escapeHtml?: boolean;
  /** Each level is indented by this. */
  readonly indent?: string;
}

const SHORT: ReadonlyMap<number, string> = new Map([
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [12, '\\f'],
  [13, '\\r'],
]);

function jsonString(bytes: ByteString, escapeHtml: boolean): ByteString {
  const parts: string[] = ['"'];
  for (const { code, index, size } of runes(bytes)) {
    const html = code === 0x3c || code === 0x3e || code === 0x26;
    const short = SHORT.get(code);
    if (short !== undefined) parts.push(short);
    else if (code < 0x20 || (html && escapeHtml) || code === 0x2028 || code === 0x2029) {
      parts.push(`\\u${code.toString(16).padStart(4, '0')}`);
    } else if (code === RUNE_ERROR && size === 1) parts.push('\\ufffd');
    else parts.push(bytes.slice(index, index + size));
  }
  parts.push('"');
  return parts.join('');
}

/** encoding/json's floats: plain, but scientific below 1e-6 and from 1e21 on. */
function jsonNumber(float: number, single: boolean): string {
  if (!Number.isFinite(float)) {
    throw new Failure(`json: unsupported value: ${floatText(float, 'g', -1, single)}`);
  }
  const size = Math.abs(float);
  const scientific = size !== 0 && (size < 1e-6 || size >= 1e21);
  const text = floatText(float, scientific ? 'e' : 'f', -1, single);
  return scientific ? text.replace(/e-0(\d)$/, 'e-$1') : text;
}

function isEmpty(value: Value): boolean {
  switch (value.kind) {
    case 'bool':
      return !value.bool;
    case 'string':
      return value.text === '';
    case 'integer':
      return value.integer === 0n;
    case 'float':
      return value.float === 0;
    case 'slice':
      return (value.elements?.length ?? 0) === 0;
    case 'map':
      return (value.entries?.size ?? 0) === 0;
    case 'pointer':
      return value.target === undefined;
    case 'interface':
      return value.inner === undefined;
    default:
      return false;
  }
}

interface Member {
  readonly name: ByteString;
  readonly value: Value;
  readonly field: Field;
  readonly depth: number;
}

/** The members of a struct with those of embedded structs that stand beside them; the shallowest of a name wins. */
function membersOf(struct: StructValue, depth = 0): readonly Member[] {
  return struct.type.fields.flatMap((field, index): readonly Member[] => {
    const value = struct.fields[index];
    if (field.json === undefined || value === undefined) return [];
    if (field.embedded && field.json === '') {
      const inner = indirect(value).value;
      return inner.kind === 'struct' ? membersOf(inner, depth + 1) : [];
    }
    return [{ name: field.json, value, field, depth }];
  });
}

function keyName(key: Value): ByteString {
  if (key.kind === 'string') return key.text;
  return key.kind === 'integer' ? String(key.integer) : '';
}

class JsonEncoder {
  readonly #environment: Environment;
  readonly #style: JsonStyle;

  constructor(environment: Environment, style: JsonStyle) {
    this.#environment = environment;
    this.#style = style;
  }

  encode(value: Value, level: number): ByteString {
    const { budget } = this.#environment;
    budget.spend();
    const text = budget.nested(() => this.#byMethod(value) ?? this.#byKind(value, level));
    budget.produce(text.length);
    return text;
  }

  #byMethod(value: Value): ByteString | undefined {
    if (value.kind === 'pointer' && value.target === undefined) return undefined;
    const found = value.kind === 'struct' || value.kind === 'pointer' ? findMethod(value, 'MarshalJSON') : undefined;
    if (found === undefined || found.method.receiver === 'pointer') return undefined;
    const made = found.method.call(found.receiver(), [], this.#environment);
    return made.kind === 'slice' ? bytesOf(made) : undefined;
  }

  #byKind(value: Value, level: number): ByteString {
    switch (value.kind) {
      case 'invalid':
        return 'null';
      case 'bool':
        return String(value.bool);
      case 'string':
        return jsonString(value.text, this.#style.escapeHtml ?? true);
      case 'integer':
        return String(value.integer);
      case 'float':
        return jsonNumber(value.float, value.type.kind === 'float32');
      case 'pointer':
        return value.target === undefined ? 'null' : this.encode(value.target, level);
      case 'interface':
        return value.inner === undefined ? 'null' : this.encode(value.inner, level);
      case 'slice':
        return this.#slice(value, level);
      case 'map':
        return this.#map(value, level);
      case 'struct':
        return this.#struct(value, level);
      default:
        throw new Failure(`json: unsupported type: ${value.type.name}`);
    }
  }

  #lines(open: string, close: string, items: readonly ByteString[], level: number): ByteString {
    const { indent } = this.#style;
    if (indent === undefined || items.length === 0) return open + items.join(',') + close;
    const inner = `\n${indent.repeat(level + 1)}`;
    return `${open}${inner}${items.join(`,${inner}`)}\n${indent.repeat(level)}${close}`;
  }

  #member(name: ByteString, value: Value, level: number): ByteString {
    const separator = this.#style.indent === undefined ? ':' : ': ';
    return jsonString(name, this.#style.escapeHtml ?? true) + separator + this.encode(value, level + 1);
  }

  #slice(slice: SliceValue, level: number): ByteString {
    const { elements } = slice;
    if (elements === undefined) return 'null';
    const bytes = bytesOf(slice);
    if (bytes !== undefined) return `"${Buffer.from(bytes, 'latin1').toString('base64')}"`;
    return this.#lines(
      '[',
      ']',
      elements.map((element) => this.encode(element, level + 1)),
      level,
    );
  }

  #map(map: MapValue, level: number): ByteString {
    if (map.entries === undefined) return 'null';
    const { key } = map.type;
    if (key.kind === 'bool' || key.kind === 'interface' || key.kind === 'struct') {
      throw new Failure(`json: unsupported type: ${map.type.name}`);
    }
    const named = sortedEntries(map).map(({ key: name, value }) => ({ name: keyName(name), value }));
    named.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
    const items = named.map(({ name, value }) => this.#member(name, value, level));
    return this.#lines('{', '}', items, level);
  }

  #struct(struct: StructValue, level: number): ByteString {
    const members = membersOf(struct);
    const shown = members.filter(
      ({ name, depth }) => !members.some((other) => other.name === name && other.depth < depth),
    );
    const items = shown
      .filter(({ field, value }) => !(field.omitEmpty && isEmpty(value)))
      .map(({ name, value }) => this.#member(name, value, level));
    return this.#lines('{', '}', items, level);
  }
}

/** encoding/json's Marshal. Throws Failure with Go's words, LimitReached. */
export function encodeJson(value: Value, environment: Environment, style: JsonStyle = {}): ByteString {
  return new JsonEncoder(environment, style).encode(value, 0);
}
