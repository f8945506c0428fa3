import { UnusableSinkError } from './mapped-sink.ts';
import type { Parameters } from './parameters.ts';

const yes: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const no: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** A text that Go's `strconv.ParseBool` takes; undefined for any other. */
export function goBoolean(text: string): boolean | undefined {
  if (yes.has(text)) return true;
  return no.has(text) ? false : undefined;
}

/** A parameter that is true or false. @throws UnusableSinkError for any other value */
export function booleanParameter(parameters: Parameters, name: string, otherwise: boolean): boolean {
  const text = parameters.first(name);
  if (text === undefined) return otherwise;
  const value = goBoolean(text);
  if (value === undefined) throw new UnusableSinkError(`${name}=${text} is neither true nor false`);
  return value;
}

/** A parameter that is a whole number; undefined when it is not given. @throws UnusableSinkError for any other value */
export function integerParameter(parameters: Parameters, name: string): number | undefined {
  const text = parameters.first(name);
  if (text === undefined) return undefined;
  if (!/^[+-]?[0-9]+$/.test(text)) throw new UnusableSinkError(`${name}=${text} is not a whole number`);
  return Number(text);
}

/** What two sinks of kube-eventer refuse, where the others lose the parameter. @throws UnusableSinkError for a semicolon in the query */
export function refuseSemicolons(rawQuery: string): void {
  if (rawQuery.includes(';')) {
    throw new UnusableSinkError(
      "failed to parse url's query string: invalid semicolon separator in query; write %3B for a semicolon",
    );
  }
}
