import { GoUrlError, unescapePercent } from './go-url.ts';

/** The parameters of a query, in their order. */
export interface Parameters {
  readonly entries: readonly Parameter[];
  /** The first value of that name, which alone kube-eventer reads of most; undefined when there is none. */
  first(name: string): string | undefined;
  /** The same as it is written, nothing decoded. */
  written(name: string): string | undefined;
  /** Every value of that name. */
  all(name: string): readonly string[];
  /** The parameters that kube-eventer would lose or refuse, and what was made of each. */
  readonly notes: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** The value as it stands in the query. */
  readonly written: string;
}

/** Parameters that filter: what is written wrongly in one of them would hold back everything. */
const filterNames = new Set(['level', 'namespaces', 'kinds', 'reason']);

/**
 * Reads a query: `+` is a space, `%xx` is decoded. A pair with `;` is left out, as Go's URL.Query does; one with a bad escape, which it
 * leaves out too, is taken as it is written, for that is often a password.
 */
export function parseParameters(rawQuery: string): Parameters {
  const notes: string[] = [];
  const entries = rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .flatMap((pair): readonly Parameter[] => {
      const at = pair.indexOf('=');
      const rawName = at < 0 ? pair : pair.slice(0, at);
      const rawValue = at < 0 ? '' : pair.slice(at + 1);
      const name = decode(rawName);
      const value = decode(rawValue);
      const drop = (fault: string, effect: string): readonly Parameter[] => {
        notes.push(`the parameter ${rawName} ${fault}: ${effect}, as with kube-eventer`);
        return [];
      };
      const filters = filterNames.has(rawName);
      if (pair.includes(';')) {
        const fault = 'contains a semicolon (write %3B for it, & between parameters, or a comma between values)';
        return drop(fault, filters ? 'it does not filter' : 'it is left out');
      }
      if (name !== undefined && value !== undefined) return [{ name, value, written: rawValue }];
      const fault = 'has a % that begins no escape (write %25 for a percent sign)';
      if (filters) return drop(fault, 'it does not filter');
      notes.push(
        `the parameter ${rawName} ${fault}: it is taken as written; kube-eventer drops such a parameter or the sink`,
      );
      return [{ name: name ?? rawName, value: value ?? rawValue, written: rawValue }];
    });
  return {
    entries,
    first: (name) => entries.find((entry) => entry.name === name)?.value,
    written: (name) => entries.find((entry) => entry.name === name)?.written,
    all: (name) => entries.filter((entry) => entry.name === name).map(({ value }) => value),
    notes,
  };
}

/** Undefined for an escape that is none. */
function decode(text: string): string | undefined {
  try {
    return unescapePercent(text.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof GoUrlError) return undefined;
    throw error;
  }
}
