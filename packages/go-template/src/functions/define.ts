import type { Budget } from '../budget.ts';
import type { Environment } from '../environment.ts';
import type { ByteString } from '../text/bytes.ts';
import { unboxed } from '../values/make.ts';
import type { GoFunction, GoType } from '../values/type.ts';
import { INVALID, type Value } from '../values/value.ts';

/** What a function was given. The evaluator has checked number and types. */
export class Arguments {
  readonly #values: readonly Value[];
  readonly environment: Environment;

  constructor(values: readonly Value[], environment: Environment) {
    this.#values = values;
    this.environment = environment;
  }

  get budget(): Budget {
    return this.environment.budget;
  }

  get count(): number {
    return this.#values.length;
  }

  /** The value itself, for parameters of Go's reflect.Value. */
  raw(index: number): Value {
    return this.#values[index] ?? INVALID;
  }

  /** The value without an interface around it. */
  value(index: number): Value {
    return unboxed(this.raw(index));
  }

  /** The values from an index on, without interfaces around them. */
  values(from = 0): Value[] {
    return this.#values.slice(from).map(unboxed);
  }

  text(index: number): ByteString {
    const value = this.value(index);
    return value.kind === 'string' ? value.text : '';
  }

  /** An int, as a number: exact for all that can be a length or an index. */
  integer(index: number): number {
    const value = this.value(index);
    return value.kind === 'integer' ? Number(value.integer) : 0;
  }

  bool(index: number): boolean {
    const value = this.value(index);
    return value.kind === 'bool' && value.bool;
  }
}

/** A function for templates, before it has its name. */
export interface Definition {
  readonly parameters: readonly (GoType | 'reflect')[];
  readonly variadic: boolean;
  readonly body: (given: Arguments) => Value;
}

/** A function of these parameters. */
export function takes(parameters: readonly (GoType | 'reflect')[], body: (given: Arguments) => Value): Definition {
  return { parameters, variadic: false, body };
}

/** A function whose last parameter repeats. */
export function takesMany(parameters: readonly (GoType | 'reflect')[], body: (given: Arguments) => Value): Definition {
  return { parameters, variadic: true, body };
}

/** Functions by their names. */
export type FunctionTable = ReadonlyMap<ByteString, GoFunction>;

/** Gives functions their names. */
export function functionTable(definitions: Readonly<Record<string, Definition>>): FunctionTable {
  return new Map(
    Object.entries(definitions).map(([name, { parameters, variadic, body }]) => {
      const call = (values: readonly Value[], environment: Environment) => body(new Arguments(values, environment));
      // what the function may also return besides its value is an error, which it throws
      return [name, { name, parameters, variadic, results: ['interface {}'], call }];
    }),
  );
}
