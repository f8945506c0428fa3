import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import type { Field, GoType, IntegerKind, IntegerType, Method, StringType, StructType } from './type.ts';
import type { Value } from './value.ts';

/** A field of a struct being declared. */
export interface FieldShape {
  readonly name: string;
  readonly type: GoType;
  readonly embedded?: boolean;
  /** How JSON calls it: the field's name when absent, nothing when `'-'`, an embedded struct's fields beside when `''`. */
  readonly json?: string;
  readonly omitEmpty?: boolean;
}

function fieldOf({ name, type, embedded = false, json = name, omitEmpty = false }: FieldShape): Field {
  const exported = /^\p{Lu}/u.test(name);
  return { name, type, embedded, exported, json: json === '-' || !exported ? undefined : json, omitEmpty };
}

/** What a named type has besides its name. */
export interface Naming {
  /** As Go prints it: `v1.Event`. */
  readonly name: string;
  readonly packagePath?: string;
  readonly methods?: Iterable<Method>;
}

function named({ name, packagePath, methods = [] }: Naming) {
  const table = new Map<string, Method>();
  for (const method of methods) table.set(method.name, method);
  return { name, named: true, methods: table, ...(packagePath !== undefined && { packagePath }) };
}

/** Declares a struct type. */
export function structType(naming: Naming, fields: readonly FieldShape[]): StructType {
  return { kind: 'struct', ...named(naming), fields: fields.map(fieldOf) };
}

/** Declares a type whose values are strings: `type UID string`. */
export function stringType(naming: Naming): StringType {
  return { kind: 'string', ...named(naming) };
}

/** Declares a type whose values are integers: `type Month int`. */
export function namedInteger(naming: Naming, kind: IntegerKind): IntegerType {
  return { kind, ...named(naming) };
}

/** Calls a method: what it was called on, what it was given. */
export type MethodBody = (receiver: Value, values: readonly Value[], environment: Environment) => Value;

/** Declares a method that a value has, with an address or without. */
export function valueMethod(
  name: string,
  parameters: readonly GoType[],
  results: readonly string[],
  call: MethodBody,
): Method {
  return { name, receiver: 'value', parameters, variadic: false, results, call };
}

/** Declares a method that only a value with an address has. */
export function pointerMethod(
  name: string,
  parameters: readonly GoType[],
  results: readonly string[],
  call: MethodBody,
): Method {
  return { name, receiver: 'pointer', parameters, variadic: false, results, call };
}

/** The body of a method that exists in Go but that templates cannot use here. */
export function unavailable(name: string): MethodBody {
  return () => {
    throw new Failure(`${name} is not available in templates`);
  };
}
