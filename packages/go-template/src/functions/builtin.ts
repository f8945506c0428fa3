import { printableValue } from '../evaluate/printable.ts';
import { Failure } from '../failure.ts';
import { sprint, sprintln } from '../format/print.ts';
import { sprintf } from '../format/printf.ts';
import type { ByteString } from '../text/bytes.ts';
import { isTrue } from '../values/equal.ts';
import { goBool, goString, unboxed } from '../values/make.ts';
import { ANY, STRING } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import { COMPARISONS } from './comparison.ts';
import { type Arguments, type FunctionTable, functionTable, takes, takesMany } from './define.ts';
import { escapeHtml, escapeJavascript, escapeQuery } from './escape.ts';
import { indexValue, lengthOf, sliceValue } from './sequence.ts';

/** The text of the arguments as an action would print them, together as fmt.Sprint does. */
function argumentsText(given: Arguments): ByteString {
  const values = given.values();
  const [first] = values;
  if (values.length === 1 && first?.kind === 'string' && !first.type.named) return given.text(0);
  const printable = values.map((value): Value => printableValue(value) ?? goString('<no value>'));
  return sprint(printable, given.environment);
}

function escaper(change: (bytes: ByteString) => ByteString, growth: number) {
  return takesMany([ANY], (given) => {
    const text = argumentsText(given);
    given.budget.handle(text.length * growth);
    return goString(change(text));
  });
}

function unevaluated(): never {
  throw new Failure('not called');
}

const PLAIN = functionTable({
  ...COMPARISONS,
  html: escaper(escapeHtml, 5),
  js: escaper(escapeJavascript, 6),
  urlquery: escaper(escapeQuery, 3),
  index: takesMany(['reflect', 'reflect'], (given) => indexValue(unboxed(given.raw(0)), given.values(1))),
  slice: takesMany(['reflect', 'reflect'], (given) => sliceValue(unboxed(given.raw(0)), given.values(1))),
  len: takes(['reflect'], (given) => lengthOf(given.raw(0))),
  not: takes(['reflect'], (given) => goBool(!isTrue(given.value(0)))),
  print: takesMany([ANY], (given) => goString(sprint(given.values(), given.environment))),
  println: takesMany([ANY], (given) => goString(sprintln(given.values(), given.environment))),
  printf: takesMany([STRING, ANY], (given) => goString(sprintf(given.text(0), given.values(1), given.environment))),
});

function special(name: string, kind: 'short circuit' | 'call') {
  const parameters = ['reflect', 'reflect'] as const;
  return [
    name,
    { name, parameters, variadic: true, results: ['reflect.Value'], special: kind, call: unevaluated },
  ] as const;
}

/** Go's built-in functions. */
export const BUILTINS: FunctionTable = new Map([
  ...PLAIN,
  special('and', 'short circuit'),
  special('or', 'short circuit'),
  special('call', 'call'),
]);
