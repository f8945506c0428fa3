import type { Environment } from '../environment.ts';
import type { ByteString } from '../text/bytes.ts';
import { encodeRune, runeAt } from '../text/rune.ts';
import { unboxed } from '../values/make.ts';
import type { Value } from '../values/value.ts';
import { noFlags } from './flags.ts';
import { Printer } from './printer.ts';

// fmt takes no greater width, precision or index
const LARGEST_NUMBER = 1_000_000;

/** One run of fmt.Sprintf. */
class Formatter {
  readonly #format: ByteString;
  readonly #values: readonly Value[];
  readonly #printer: Printer;
  #index = 0;
  #next = 0;
  /** An explicit index, such as `%[2]d`, was used. */
  #reordered = false;
  #indexIsGood = true;
  /** An explicit index was read just now. */
  #afterIndex = false;

  constructor(format: ByteString, values: readonly Value[], environment: Environment) {
    this.#format = format;
    this.#values = values;
    this.#printer = new Printer(environment);
  }

  run(): ByteString {
    const { output } = this.#printer;
    while (this.#index < this.#format.length) {
      this.#indexIsGood = true;
      const percent = this.#format.indexOf('%', this.#index);
      const end = percent < 0 ? this.#format.length : percent;
      if (end > this.#index) output.write(this.#format.slice(this.#index, end));
      this.#index = end + 1;
      if (percent < 0 || !this.#verb()) break;
    }
    if (!this.#reordered && this.#next < this.#values.length) this.#extra();
    return output.text();
  }

  /** Prints one verb; false when the format ends before it. */
  #verb(): boolean {
    this.#printer.flags = noFlags();
    this.#afterIndex = false;
    this.#readFlags();
    this.#readIndex();
    this.#readWidth();
    this.#readPrecision();
    if (!this.#afterIndex) this.#readIndex();
    const { output, flags } = this.#printer;
    if (this.#index >= this.#format.length) {
      output.write('%!(NOVERB)');
      return false;
    }
    const { code, size } = runeAt(this.#format, this.#index);
    this.#index += size;
    const verb = encodeRune(code);
    if (verb === '%') {
      output.write('%');
    } else if (!this.#indexIsGood) {
      output.write(`%!${verb}(BADINDEX)`);
    } else if (this.#next >= this.#values.length) {
      output.write(`%!${verb}(MISSING)`);
    } else {
      if (verb === 'v' || verb === 'w') {
        flags.sharpV = flags.sharp;
        flags.sharp = false;
        flags.plusV = flags.plus;
        flags.plus = false;
      }
      this.#printer.print(this.#values[this.#next] ?? { kind: 'invalid' }, verb);
      this.#next += 1;
    }
    return true;
  }

  #readFlags(): void {
    const { flags } = this.#printer;
    for (; this.#index < this.#format.length; this.#index += 1) {
      switch (this.#format.charAt(this.#index)) {
        case '#':
          flags.sharp = true;
          break;
        case '0':
          flags.zero = true;
          break;
        case '+':
          flags.plus = true;
          break;
        case '-':
          flags.minus = true;
          break;
        case ' ':
          flags.space = true;
          break;
        default:
          return;
      }
    }
  }

  #readIndex(): void {
    this.#afterIndex = false;
    if (this.#format.charAt(this.#index) !== '[') return;
    this.#reordered = true;
    const [text, digits] = /^\[([^\]]*)\]/.exec(this.#format.slice(this.#index)) ?? [];
    // without a closing bracket only the opening one is passed over
    this.#index += text?.length ?? 1;
    const number = digits !== undefined && /^\d+$/.test(digits) ? Number(digits) : undefined;
    const known = number !== undefined && number <= LARGEST_NUMBER * 10;
    if (known && number >= 1 && number <= this.#values.length) {
      this.#next = number - 1;
      this.#afterIndex = true;
      return;
    }
    this.#indexIsGood = false;
    this.#afterIndex = known;
  }

  #readNumber(): number | undefined {
    const digits = /^\d+/.exec(this.#format.slice(this.#index, this.#index + 32))?.[0];
    if (digits === undefined) return undefined;
    if (Number(digits) > LARGEST_NUMBER * 10 + 9) {
      this.#index = this.#format.length;
      return undefined;
    }
    this.#index += digits.length;
    return Number(digits);
  }

  /** The number that a `*` takes from the values. */
  #starNumber(): number | undefined {
    this.#index += 1;
    const value = this.#values[this.#next];
    if (value === undefined) return undefined;
    this.#next += 1;
    const given = unboxed(value);
    const number = given.kind === 'integer' ? Number(given.integer) : undefined;
    return number === undefined || Math.abs(number) > LARGEST_NUMBER ? undefined : number;
  }

  #readWidth(): void {
    const { flags, output } = this.#printer;
    if (this.#format.charAt(this.#index) !== '*') {
      flags.width = this.#readNumber();
      if (this.#afterIndex && flags.width !== undefined) this.#indexIsGood = false;
      return;
    }
    const width = this.#starNumber();
    if (width === undefined) output.write('%!(BADWIDTH)');
    if (width !== undefined && width < 0) {
      flags.minus = true;
      flags.zero = false;
    }
    flags.width = width === undefined ? undefined : Math.abs(width);
    this.#afterIndex = false;
  }

  #readPrecision(): void {
    const { flags, output } = this.#printer;
    // a point at the very end is no precision but a wrong verb
    if (this.#format.charAt(this.#index) !== '.' || this.#index + 1 >= this.#format.length) return;
    this.#index += 1;
    if (this.#afterIndex) this.#indexIsGood = false;
    this.#readIndex();
    if (this.#format.charAt(this.#index) !== '*') {
      flags.precision = this.#readNumber() ?? 0;
      return;
    }
    const precision = this.#starNumber();
    flags.precision = precision === undefined || precision < 0 ? undefined : precision;
    if (flags.precision === undefined) output.write('%!(BADPREC)');
    this.#afterIndex = false;
  }

  #extra(): void {
    const printer = this.#printer;
    printer.flags = noFlags();
    printer.output.write('%!(EXTRA ');
    for (const [index, value] of this.#values.slice(this.#next).entries()) {
      if (index > 0) printer.output.write(', ');
      const given = unboxed(value);
      if (given.kind === 'invalid') {
        printer.output.write('<nil>');
      } else {
        printer.output.write(`${given.type.name}=`);
        printer.print(given, 'v');
      }
    }
    printer.output.write(')');
  }
}

/** fmt.Sprintf. Throws LimitReached. */
export function sprintf(format: ByteString, values: readonly Value[], environment: Environment): ByteString {
  return new Formatter(format, values, environment).run();
}
