import { GoUrlError, unescapePercent } from './go-url.ts';

/** The parameters of a query, in their order. */
export interface Parameters {
  readonly entries: readonly Parameter[];
  /** The first value of that name, which alone kube-eventer reads of most; undefined when there is none. */
  first(name: string): string | undefined;
  /** Every value of that name. */
  all(name: string): readonly string[];
  /** The parameters that kube-eventer would lose or refuse, and what was made of each. */
  readonly notes: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** Parameters that filter: what is written wrongly in one of them would hold back everything. */
const filters = new Set(['level', 'namespaces', 'kinds', 'reason']);

/** Reads a query: `+` is a space, `%xx` is decoded. What Go drops or refuses, pairs with `;` or a bad escape, is taken as it is written. */
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
      const fault =
        name === undefined || value === undefined
          ? 'has a % that begins no escape (write %25 for a percent sign)'
          : pair.includes(';')
            ? 'contains a semicolon (write %3B for it, or a comma between values)'
            : undefined;
      if (fault === undefined) return [{ name: name ?? rawName, value: value ?? rawValue }];
      if (filters.has(rawName)) {
        notes.push(`the parameter ${rawName} ${fault}: it does not filter, as with kube-eventer`);
        return [];
      }
      notes.push(
        `the parameter ${rawName} ${fault}: it is taken as written; kube-eventer drops such a parameter or the sink`,
      );
      return [{ name: name ?? rawName, value: value ?? rawValue }];
    });
  return {
    entries,
    first: (name) => entries.find((entry) => entry.name === name)?.value,
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
