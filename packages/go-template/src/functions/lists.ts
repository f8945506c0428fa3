import { Failure } from '../failure.ts';
import { isEqual } from '../values/equal.ts';
import { indirect } from '../values/inspect.ts';
import { boxed, goBool, goList, goSlice, goStrings, LIST, unaddressed, unboxed } from '../values/make.ts';
import { ANY, INT, sliceOf } from '../values/type.ts';
import { INVALID, type SliceValue, type Value } from '../values/value.ts';
import { integerFrom, textFrom } from './convert.ts';
import { isEmpty, kindName } from './defaults.ts';
import { type Arguments, type Definition, takes, takesMany } from './define.ts';
import { textsFrom } from './strings.ts';

const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';

/** The slice among the arguments; anything else stops with sprig's words. */
function sliceAt(given: Arguments, index: number, problem: string): SliceValue {
  const value = given.value(index);
  if (value.kind === 'invalid') throw new Failure(NIL_POINTER);
  if (value.kind !== 'slice') throw new Failure(`${problem} ${kindName(value)}`);
  given.budget.spend(value.elements?.length ?? 0);
  return value;
}

/** The elements as a function gets them: without interfaces and addresses. */
function elementsOf(slice: SliceValue): Value[] {
  return (slice.elements ?? []).map((element) => unaddressed(unboxed(element)));
}

const NIL_LIST = goSlice(LIST);

/** A function of one list. */
function ofList(verb: string, make: (elements: Value[], given: Arguments) => Value): Definition {
  return takes([ANY], (given) => make(elementsOf(sliceAt(given, 0, `Cannot ${verb}`)), given));
}

function holds(elements: readonly Value[], wanted: Value, given: Arguments): boolean {
  return elements.some((element) => isEqual(wanted, element, given.budget));
}

function unique(elements: readonly Value[], given: Arguments): Value {
  const kept: Value[] = [];
  for (const element of elements) if (!holds(kept, element, given)) kept.push(element);
  return goList(kept);
}

function slicePart(given: Arguments): Value {
  const slice = sliceAt(given, 0, 'list should be type of slice or array but');
  const elements = slice.elements ?? [];
  if (elements.length === 0) return boxed(INVALID);
  const start = given.count > 1 ? Number(integerFrom(given.value(1))) : 0;
  const end = given.count > 2 ? Number(integerFrom(given.value(2))) : elements.length;
  const all = [...elements, ...slice.beyond];
  if (start < 0 || end > all.length || start > end) {
    throw new Failure('reflect.Value.Slice: slice index out of bounds');
  }
  return boxed(goSlice(slice.type, all.slice(start, end), all.slice(end)));
}

function chunks(given: Arguments): Value {
  const size = given.integer(0);
  const elements = elementsOf(sliceAt(given, 1, 'Cannot chunk type'));
  if (size <= 0) throw new Failure('runtime error: makeslice: len out of range');
  const parts: Value[] = [];
  for (let start = 0; start < elements.length; start += size) parts.push(goList(elements.slice(start, start + size)));
  return goSlice(sliceOf(LIST), parts);
}

function without(given: Arguments): Value {
  const elements = elementsOf(sliceAt(given, 0, 'Cannot find without on type'));
  const omitted = given.values(1);
  return goList(elements.filter((element) => !holds(omitted, element, given)));
}

function has(given: Arguments): Value {
  if (given.value(1).kind === 'invalid') return goBool(false);
  const elements = elementsOf(sliceAt(given, 1, 'Cannot find has on type'));
  return goBool(holds(elements, given.value(0), given));
}

function concat(given: Arguments): Value {
  const lists = given.values().map((value) => {
    if (value.kind === 'invalid') throw new Failure(NIL_POINTER);
    if (value.kind !== 'slice') throw new Failure(`Cannot concat type ${kindName(value)} as list`);
    return elementsOf(value);
  });
  const all = lists.flat();
  given.budget.spend(all.length);
  return boxed(all.length === 0 ? NIL_LIST : goList(all));
}

function sortAlpha(given: Arguments): Value {
  const value = given.value(0);
  const list = indirect(value).value;
  const texts = list.kind === 'slice' ? textsFrom(list, given) : [textFrom(value, given.environment)];
  given.budget.spend(texts.length);
  return goStrings(texts.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0)));
}

const append = takes([ANY, ANY], (given) => {
  const elements = elementsOf(sliceAt(given, 0, 'Cannot push on type'));
  return goList([...elements, given.value(1)]);
});
const list = takesMany([ANY], (given) => goList(given.values()));

const PLAIN = {
  append,
  push: append,
  prepend: takes([ANY, ANY], (given) => {
    const elements = elementsOf(sliceAt(given, 0, 'Cannot prepend on type'));
    return goList([given.value(1), ...elements]);
  }),
  first: ofList('find first on type', ([first = INVALID]) => boxed(first)),
  last: ofList('find last on type', (elements) => boxed(elements.at(-1) ?? INVALID)),
  rest: ofList('find rest on type', (elements) => (elements.length === 0 ? NIL_LIST : goList(elements.slice(1)))),
  initial: ofList('find initial on type', (elements) =>
    elements.length === 0 ? NIL_LIST : goList(elements.slice(0, -1)),
  ),
  reverse: ofList('find reverse on type', (elements) => goList(elements.toReversed())),
  uniq: ofList('find uniq on type', unique),
  compact: ofList('compact on type', (elements) => goList(elements.filter((element) => !isEmpty(element)))),
  without: takesMany([ANY, ANY], without),
  has: takes([ANY, ANY], has),
  slice: takesMany([ANY, ANY], slicePart),
  chunk: takes([INT, ANY], chunks),
};

/** `first` is also `mustFirst`: here both stop with the same error. */
export function withMust(definitions: Readonly<Record<string, Definition>>): Record<string, Definition> {
  const all = Object.entries(definitions).flatMap(([name, definition]) => [
    [name, definition] as const,
    [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`, definition] as const,
  ]);
  return Object.fromEntries(all);
}

/** Lists. */
export const LIST_FUNCTIONS = {
  ...withMust(PLAIN),
  list,
  tuple: list,
  concat: takesMany([ANY], concat),
  sortAlpha: takes([ANY], sortAlpha),
};
