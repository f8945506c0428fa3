import type { Budget } from '../budget.ts';
import { Failure } from '../failure.ts';
import { sortedEntries } from '../values/inspect.ts';
import {
  boxed,
  DICTIONARY,
  goBool,
  goDictionary,
  goList,
  goSlice,
  goString,
  goStrings,
  unboxed,
} from '../values/make.ts';
import { ANY, STRING } from '../values/type.ts';
import { INVALID, type MapEntry, type MapValue, type Value } from '../values/value.ts';
import { textFrom } from './convert.ts';
import { isEmpty } from './defaults.ts';
import { type Arguments, takes, takesMany } from './define.ts';

function dictionaryAt(given: Arguments, index: number): MapValue {
  const value = given.value(index);
  if (value.kind !== 'map') throw new Failure('runtime error: invalid memory address or nil pointer dereference');
  given.budget.spend(value.entries?.size ?? 0);
  return value;
}

function dictionariesFrom(given: Arguments, index: number): MapValue[] {
  return given.values(index).map((_value, offset) => dictionaryAt(given, index + offset));
}

/** The entries in an order that stays: Go's is random where sprig ranges over a map. */
function entriesOf(map: MapValue): readonly (readonly [string, Value])[] {
  return sortedEntries(map).map(({ key, value }) => [key.kind === 'string' ? key.text : '', unboxed(value)]);
}

function entry(key: string, value: Value): MapEntry {
  return { key: goString(key), value: boxed(value) };
}

function dictionary(given: Arguments): Value {
  const values = given.values();
  const pairs: (readonly [string, Value])[] = [];
  for (let index = 0; index < values.length; index += 2) {
    // a key without a value gets the empty text
    const value = index + 1 < values.length ? (values[index + 1] ?? INVALID) : goString('');
    pairs.push([textFrom(values[index] ?? INVALID, given.environment), value]);
  }
  return goDictionary(pairs);
}

function set(given: Arguments): Value {
  const map = dictionaryAt(given, 0);
  if (map.entries === undefined) throw new Failure('assignment to entry in nil map');
  map.entries.set(given.text(1), entry(given.text(1), given.value(2)));
  return map;
}

function unset(given: Arguments): Value {
  const map = dictionaryAt(given, 0);
  map.entries?.delete(given.text(1));
  return map;
}

function textsAt(given: Arguments, from: number): string[] {
  return given.values(from).map((_value, offset) => given.text(from + offset));
}

function isDictionary(value: Value | undefined): value is MapValue {
  return value?.kind === 'map' && value.type === DICTIONARY;
}

/** mergo's Merge and MergeWithOverwrite: dictionaries inside are merged too. Without overwriting only what is empty is filled. */
function mergeInto(target: MapValue, source: MapValue, overwrite: boolean, budget: Budget): void {
  budget.nested(() => {
    for (const [key, value] of entriesOf(source)) {
      budget.spend();
      const existing = target.entries?.get(key);
      const known = existing && unboxed(existing.value);
      if (isDictionary(known) && isDictionary(value)) {
        if (known.entries !== undefined) mergeInto(known, value, overwrite, budget);
      } else if (overwrite || (value.kind !== 'invalid' && (known === undefined || isEmpty(known)))) {
        target.entries?.set(key, entry(key, value));
      }
    }
  });
}

function merges(overwrite: boolean) {
  return takesMany([DICTIONARY, DICTIONARY], (given) => {
    const target = dictionaryAt(given, 0);
    if (target.entries === undefined) throw new Failure('assignment to entry in nil map');
    for (const source of dictionariesFrom(given, 1)) mergeInto(target, source, overwrite, given.budget);
    return boxed(target);
  });
}

function copied(value: Value, budget: Budget): Value {
  budget.spend();
  return budget.nested((): Value => {
    if (value.kind === 'interface' && value.inner !== undefined)
      return { ...value, inner: copied(value.inner, budget) };
    if (value.kind === 'slice' && value.elements !== undefined) {
      return goSlice(
        value.type,
        value.elements.map((element) => copied(element, budget)),
      );
    }
    if (value.kind !== 'map' || value.entries === undefined) return value;
    const entries = new Map<string, MapEntry>();
    for (const [key, item] of value.entries) entries.set(key, { key: item.key, value: copied(item.value, budget) });
    return { ...value, entries };
  });
}

function dig(given: Arguments): Value {
  if (given.count < 3) throw new Failure('dig needs at least three arguments');
  const values = given.values();
  const keys = values.slice(0, -2).map((key) => {
    if (key.kind === 'string' && !key.type.named) return key.text;
    throw conversion(key, 'string');
  });
  let current = values.at(-1) ?? INVALID;
  for (const key of keys) {
    if (!isDictionary(current)) throw conversion(current, 'map[string]interface {}');
    const found = current.entries?.get(key);
    if (found === undefined) return boxed(values.at(-2) ?? INVALID);
    current = unboxed(found.value);
  }
  return boxed(current);
}

function conversion(value: Value, wanted: string): Failure {
  const found = value.kind === 'invalid' ? 'nil' : value.type.name;
  return new Failure(`interface conversion: interface {} is ${found}, not ${wanted}`);
}

const deepCopy = takes([ANY], (given) => {
  const value = given.value(0);
  if (value.kind === 'invalid') throw new Failure('reflect: call of reflect.Value.Type on zero Value');
  return boxed(copied(value, given.budget));
});

/** Dictionaries: Go's map[string]interface {}. */
export const DICTIONARY_FUNCTIONS = {
  dict: takesMany([ANY], dictionary),
  get: takes(
    [DICTIONARY, STRING],
    (given) => dictionaryAt(given, 0).entries?.get(given.text(1))?.value ?? boxed(goString('')),
  ),
  set: takes([DICTIONARY, STRING, ANY], set),
  unset: takes([DICTIONARY, STRING], unset),
  hasKey: takes([DICTIONARY, STRING], (given) => goBool(dictionaryAt(given, 0).entries?.has(given.text(1)) === true)),
  pluck: takesMany([STRING, DICTIONARY], (given) => {
    const found = dictionariesFrom(given, 1).map((map) => map.entries?.get(given.text(0)));
    return goList(found.flatMap((item) => (item === undefined ? [] : [unboxed(item.value)])));
  }),
  keys: takesMany([DICTIONARY], (given) =>
    goStrings(dictionariesFrom(given, 0).flatMap((map) => entriesOf(map).map(([key]) => key))),
  ),
  values: takes([DICTIONARY], (given) => goList(entriesOf(dictionaryAt(given, 0)).map(([, value]) => value))),
  pick: takesMany([DICTIONARY, STRING], (given) => {
    const wanted = textsAt(given, 1);
    return goDictionary(entriesOf(dictionaryAt(given, 0)).filter(([key]) => wanted.includes(key)));
  }),
  omit: takesMany([DICTIONARY, STRING], (given) => {
    const omitted = textsAt(given, 1);
    return goDictionary(entriesOf(dictionaryAt(given, 0)).filter(([key]) => !omitted.includes(key)));
  }),
  merge: merges(false),
  mustMerge: merges(false),
  mergeOverwrite: merges(true),
  mustMergeOverwrite: merges(true),
  dig: takesMany([ANY], dig),
  deepCopy,
  mustDeepCopy: deepCopy,
};
