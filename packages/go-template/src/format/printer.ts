import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { bytesOf, findMethod, sortedEntries } from '../values/inspect.ts';
import { BYTES, isUnsigned } from '../values/make.ts';
import type { ComplexValue, SliceValue, TypedValue, Value } from '../values/value.ts';
import { type Flags, noFlags, Output, writePadded } from './flags.ts';
import { writeFloat } from './format-float.ts';
import { writeHexadecimal, writeInteger } from './format-integer.ts';
import { writeHexadecimalBytes, writeQuoted, writeString } from './format-text.ts';

const TEXT_VERBS = 'vsxXq';
const COMPLEX_VERBS = 'vbgGxXfFeE';

/** Prints values as Go's package fmt does. One printer makes one text. */
export class Printer {
  readonly #environment: Environment;
  readonly output: Output;
  flags: Flags = noFlags();
  /** A wrong verb is being described: methods are left alone. */
  #describing = false;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.output = new Output(environment.budget);
  }

  /** Prints an argument with a verb. */
  print(value: Value, verb: string): void {
    const given = value.kind === 'interface' ? (value.inner ?? { kind: 'invalid' as const }) : value;
    if (given.kind === 'invalid') {
      if (verb === 'T' || verb === 'v') writePadded(this.output, this.flags, '<nil>');
      else this.#badVerb(given, verb);
    } else if (verb === 'T') {
      writeString(this.output, this.flags, given.type.name, 's');
    } else if (verb === 'p') {
      this.#pointer(given, verb);
    } else if (!this.#byMethod(given, verb)) {
      this.#value(given, verb, 0, true);
    }
  }

  /** Whether a method of the value (String, Error, GoString) has printed it. */
  #byMethod(value: TypedValue, verb: string): boolean {
    if (this.#describing) return false;
    // bytes are printed before fmt looks for errors
    if (verb === 'w' && !(value.kind === 'slice' && value.type === BYTES)) {
      this.#badVerb(value, verb);
      return true;
    }
    if (!this.flags.sharpV && !TEXT_VERBS.includes(verb)) return false;
    const names = this.flags.sharpV ? ['GoString'] : ['Error', 'String'];
    for (const name of names) {
      const found = findMethod(value, name);
      const { parameters, results } = found?.method ?? { parameters: [], results: [] };
      if (found === undefined || parameters.length > 0 || results.length !== 1 || results[0] !== 'string') continue;
      // a pointer's method needs the pointer itself: fmt gets a copy of the value
      if (found.method.receiver === 'pointer' && value.kind !== 'pointer') continue;
      this.#callMethod(value, name, verb, () => found.method.call(found.receiver(), [], this.#environment));
      return true;
    }
    return false;
  }

  #callMethod(value: TypedValue, name: string, verb: string, call: () => Value): void {
    let text: Value;
    try {
      text = call();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (value.kind === 'pointer' && value.target === undefined) this.output.write('<nil>');
      else this.output.write(`%!${verb}(PANIC=${name} method: ${error.text})`);
      return;
    }
    if (text.kind !== 'string') return;
    if (this.flags.sharpV) this.output.write(text.text);
    else if (!writeString(this.output, this.flags, text.text, verb)) this.#badVerb(value, verb);
  }

  #badVerb(value: Value, verb: string): void {
    this.#describing = true;
    this.output.write(`%!${verb}(`);
    if (value.kind === 'invalid') {
      this.output.write('<nil>');
    } else {
      this.output.write(`${value.type.name}=`);
      this.#value(value, 'v', 0, true);
    }
    this.output.write(')');
    this.#describing = false;
  }

  #value(value: Value, verb: string, depth: number, exported: boolean): void {
    this.#environment.budget.spend();
    if (depth > 0 && exported && value.kind !== 'invalid' && value.kind !== 'interface' && this.#byMethod(value, verb))
      return;
    const { output, flags } = this;
    switch (value.kind) {
      case 'invalid':
        output.write('<nil>');
        return;
      case 'bool':
        if (verb === 't' || verb === 'v') writePadded(output, flags, String(value.bool));
        else this.#badVerb(value, verb);
        return;
      case 'integer':
        if (!writeInteger(output, flags, value.integer, verb, isUnsigned(value.type.kind))) this.#badVerb(value, verb);
        return;
      case 'float':
        if (!writeFloat(output, flags, value.float, verb, value.type.kind === 'float32')) this.#badVerb(value, verb);
        return;
      case 'complex':
        this.#complex(value, verb);
        return;
      case 'string':
        if (!writeString(output, flags, value.text, verb)) this.#badVerb(value, verb);
        return;
      case 'interface':
        if (value.inner !== undefined) this.#deeper(value.inner, verb, depth, exported);
        else output.write(flags.sharpV ? `${value.type.name}(nil)` : '<nil>');
        return;
      case 'slice':
        this.#slice(value, verb, depth, exported);
        return;
      case 'map':
        this.#map(value, verb, depth, exported);
        return;
      case 'struct':
        this.#struct(value, verb, depth, exported);
        return;
      case 'pointer':
        if (depth === 0 && value.target !== undefined && isComposite(value.target)) {
          output.write('&');
          this.#deeper(value.target, verb, depth, exported);
        } else {
          this.#pointer(value, verb);
        }
        return;
      case 'function':
        this.#pointer(value, verb);
    }
  }

  #deeper(value: Value, verb: string, depth: number, exported: boolean): void {
    this.#environment.budget.nested(() => this.#value(value, verb, depth + 1, exported));
  }

  #complex(value: ComplexValue, verb: string): void {
    if (!COMPLEX_VERBS.includes(verb)) {
      this.#badVerb(value, verb);
      return;
    }
    this.output.write('(');
    writeFloat(this.output, this.flags, value.real, verb, false);
    writeFloat(this.output, { ...this.flags, plus: true }, value.imaginary, verb, false);
    this.output.write('i)');
  }

  #list<T>(items: readonly T[], write: (item: T) => void): void {
    for (const [index, item] of items.entries()) {
      if (index > 0) this.output.write(this.flags.sharpV ? ', ' : ' ');
      write(item);
    }
  }

  #slice(value: SliceValue, verb: string, depth: number, exported: boolean): void {
    const { output, flags } = this;
    const bytes = 'sqxX'.includes(verb) || (depth === 0 && verb === 'd') ? bytesOf(value) : undefined;
    if (bytes !== undefined && verb !== 'd') {
      this.#bytes(bytes, verb);
      return;
    }
    const typeText =
      value.type.element.kind === 'uint8' && !value.type.named && depth === 0 ? '[]byte' : value.type.name;
    if (flags.sharpV) output.write(value.elements === undefined ? `${typeText}(nil)` : `${typeText}{`);
    else output.write('[');
    if (flags.sharpV && value.elements === undefined) return;
    this.#list(value.elements ?? [], (element) => this.#deeper(element, verb, depth, exported));
    output.write(flags.sharpV ? '}' : ']');
  }

  #bytes(bytes: ByteString, verb: string): void {
    if (verb === 'q') writeQuoted(this.output, this.flags, bytes);
    else if (verb === 's') writeString(this.output, this.flags, bytes, 's');
    else writeHexadecimalBytes(this.output, this.flags, bytes, verb === 'X');
  }

  #map(value: Value & { kind: 'map' }, verb: string, depth: number, exported: boolean): void {
    const { output, flags } = this;
    if (flags.sharpV && value.entries === undefined) {
      output.write(`${value.type.name}(nil)`);
      return;
    }
    output.write(flags.sharpV ? `${value.type.name}{` : 'map[');
    this.#list(sortedEntries(value), (entry) => {
      this.#deeper(entry.key, verb, depth, exported);
      output.write(':');
      this.#deeper(entry.value, verb, depth, exported);
    });
    output.write(flags.sharpV ? '}' : ']');
  }

  #struct(value: Value & { kind: 'struct' }, verb: string, depth: number, exported: boolean): void {
    const { output, flags } = this;
    output.write(flags.sharpV ? `${value.type.name}{` : '{');
    this.#list(value.type.fields, (field) => {
      const inner = value.fields[value.type.fields.indexOf(field)];
      if (flags.plusV || flags.sharpV) output.write(`${field.name}:`);
      const shown = inner?.kind === 'interface' && inner.inner !== undefined ? inner.inner : inner;
      if (shown !== undefined) this.#deeper(shown, verb, depth, exported && field.exported);
    });
    output.write('}');
  }

  #pointer(value: TypedValue, verb: string): void {
    const address = addressOf(value);
    const { output, flags } = this;
    if (address === undefined) {
      this.#badVerb(value, verb);
      return;
    }
    if (verb === 'v' && flags.sharpV) {
      output.write(`(${value.type.name})(`);
      if (address === 0n) output.write('nil');
      else writeHexadecimal(output, flags, address, true);
      output.write(')');
    } else if (verb === 'v') {
      if (address === 0n) writePadded(output, flags, '<nil>');
      else writeHexadecimal(output, flags, address, !flags.sharp);
    } else if (verb === 'p') {
      writeHexadecimal(output, flags, address, !flags.sharp);
    } else if (!'bodxX'.includes(verb)) {
      this.#badVerb(value, verb);
    } else {
      writeInteger(output, flags, address, verb, true);
    }
  }
}

function isComposite(value: Value): boolean {
  return value.kind === 'struct' || value.kind === 'slice' || value.kind === 'map';
}

// slices, maps and functions have addresses too, but only pointers' are kept: one number stands for all of them
const SOME_ADDRESS = 0xc000010000n;

function addressOf(value: TypedValue): bigint | undefined {
  switch (value.kind) {
    case 'pointer':
      return value.address;
    case 'slice':
      return value.elements === undefined ? 0n : SOME_ADDRESS;
    case 'map':
      return value.entries === undefined ? 0n : SOME_ADDRESS;
    case 'function':
      return value.call === undefined ? 0n : SOME_ADDRESS;
    default:
      return undefined;
  }
}
