import { Failure } from '../failure.ts';
import { isEqual, isTrue } from '../values/equal.ts';
import { boxed, goBool, goString } from '../values/make.ts';
import { ANY, BOOL, STRING } from '../values/type.ts';
import { INVALID, type Value } from '../values/value.ts';
import { takes, takesMany } from './define.ts';

/** sprig's empty: the zero of its type, nil or without elements; structs never are. */
export function isEmpty(value: Value): boolean {
  return !isTrue(value);
}

/** How reflect names a value's kind. */
export function kindName(value: Value): string {
  return value.kind === 'invalid' ? 'invalid' : value.type.kind;
}

function typeText(value: Value): string {
  return value.kind === 'invalid' ? '<nil>' : value.type.name;
}

/** Values for what is missing, and questions about values. */
export const DEFAULT_FUNCTIONS = {
  default: takesMany([ANY, ANY], (given) => {
    const missing = given.count < 2 || isEmpty(given.value(1));
    return boxed(missing ? given.value(0) : given.value(1));
  }),
  empty: takes([ANY], (given) => goBool(isEmpty(given.value(0)))),
  coalesce: takesMany([ANY], (given) => boxed(given.values().find((value) => !isEmpty(value)) ?? INVALID)),
  all: takesMany([ANY], (given) => goBool(given.values().every((value) => !isEmpty(value)))),
  any: takesMany([ANY], (given) => goBool(given.values().some((value) => !isEmpty(value)))),
  ternary: takes([ANY, ANY, BOOL], (given) => boxed(given.bool(2) ? given.value(0) : given.value(1))),
  fail: takes([STRING], (given) => {
    throw new Failure(given.text(0));
  }),
  hello: takes([], () => goString('Hello!')),
  typeOf: takes([ANY], (given) => goString(typeText(given.value(0)))),
  typeIs: takes([STRING, ANY], (given) => goBool(given.text(0) === typeText(given.value(1)))),
  typeIsLike: takes([STRING, ANY], (given) => {
    const type = typeText(given.value(1));
    return goBool(given.text(0) === type || `*${given.text(0)}` === type);
  }),
  kindOf: takes([ANY], (given) => goString(kindName(given.value(0)))),
  kindIs: takes([STRING, ANY], (given) => goBool(given.text(0) === kindName(given.value(1)))),
  deepEqual: takes([ANY, ANY], (given) => goBool(isEqual(given.value(0), given.value(1), given.budget))),
};
