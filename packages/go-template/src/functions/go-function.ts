import { guarded } from '../data/data-error.ts';
import { presentPlain } from '../data/present-plain.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { textOf } from '../format/print.ts';
import { decode, encode } from '../text/bytes.ts';
import { sortedEntries } from '../values/inspect.ts';
import { boxed, unboxed } from '../values/make.ts';
import type { GoType } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { type Definition, type FunctionTable, functionTable, takes } from './define.ts';

export type { FunctionTable };

/** A Go value as plain data; what has no plain form comes as the text that templates print. */
function plain(given: Value, environment: Environment): unknown {
  environment.budget.spend();
  const value = unboxed(given);
  switch (value.kind) {
    case 'invalid':
      return undefined;
    case 'bool':
      return value.bool;
    case 'string':
      return decode(value.text);
    case 'integer': {
      const number = Number(value.integer);
      return Number.isSafeInteger(number) ? number : value.integer;
    }
    case 'float':
      return value.float;
    case 'slice':
      return environment.budget.nested(() => (value.elements ?? []).map((element) => plain(element, environment)));
    case 'map':
      return environment.budget.nested(() => {
        const entries = sortedEntries(value).map((entry) => [
          String(plain(entry.key, environment)),
          plain(entry.value, environment),
        ]);
        return Object.fromEntries(entries);
      });
    default:
      return decode(textOf(value, environment));
  }
}

/**
 * A function of one's own for templates. It gets its arguments as plain data and gives plain data back; what it throws
 * becomes the template's error, `error calling NAME: message`. It should not take long: no limit stops it.
 * @param parameters the Go types of its arguments, which templates must keep to
 */
export function goFunction(parameters: readonly GoType[], run: (...values: readonly unknown[]) => unknown): Definition {
  return takes(parameters, (given) => {
    const values = given.values().map((value) => plain(value, given.environment));
    let result: unknown;
    try {
      result = run(...values);
    } catch (error) {
      throw new Failure(encode(error instanceof Error ? error.message : String(error)));
    }
    return guarded(() => boxed(presentPlain(result)));
  });
}

/** Gives functions their names, for the option `functions`. Several tables join by `new Map([...sprig, ...own])`. */
export function goFunctions(definitions: Readonly<Record<string, Definition>>): FunctionTable {
  return functionTable(definitions);
}
