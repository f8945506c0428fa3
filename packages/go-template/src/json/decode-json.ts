import type { Budget } from '../budget.ts';
import { Failure } from '../failure.ts';
import { type ByteString, decode, encode } from '../text/bytes.ts';
import { goBool, goDictionary, goFloat, goList, goString } from '../values/make.ts';
import { INVALID, type Value } from '../values/value.ts';
import { jsonProblem } from './json-problem.ts';

function parse(text: ByteString): unknown {
  try {
    return JSON.parse(decode(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure(jsonProblem(text));
    throw error;
  }
}

/** A number that no float64 can hold, as the text writes it. */
function tooLarge(text: ByteString): ByteString | undefined {
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/gs, ' ').match(/-?\d[\d.]*[eE]\+?\d{3,}|-?\d{309,}/g);
  return numbers?.find((number) => !Number.isFinite(Number(number)));
}

function goValue(data: unknown, budget: Budget): Value {
  budget.spend();
  switch (typeof data) {
    case 'string':
      return goString(encode(data));
    case 'boolean':
      return goBool(data);
    case 'number':
      return goFloat(data);
    case 'object':
      if (data === null) return INVALID;
      return budget.nested(() => compositeOf(data, budget));
    default:
      return INVALID;
  }
}

function compositeOf(data: object, budget: Budget): Value {
  if (Array.isArray(data)) return goList(data.map((item: unknown) => goValue(item, budget)));
  return goDictionary(Object.entries(data).map(([key, item]) => [encode(key), goValue(item, budget)] as const));
}

/** encoding/json's Unmarshal into an interface {}. Throws Failure with Go's words, LimitReached. */
export function decodeJson(text: ByteString, budget: Budget): Value {
  budget.handle(text.length);
  const data = parse(text);
  const large = tooLarge(text);
  if (large !== undefined) throw new Failure(`json: cannot unmarshal number ${large} into Go value of type float64`);
  return goValue(data, budget);
}
