import { inspect } from 'node:util';
import { flatten } from '../flatten.ts';

/** Characters of a line's fields: enough for an error with its causes; more is no log line. */
const longestFields = 16_384;

/** Names that pino's own lines have, or the host adds: a second key of the same name would make the line ambiguous. */
const taken = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'sink']);

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Error) return flatten(value);
  return typeof value === 'bigint' ? `${value}` : value;
}

/** The fields of a log line as JSON of an object, bounded; never throws, whatever a plugin logs. An error alone becomes `err`, as in pino. */
export function fieldsToJson(fields: object): string {
  try {
    const own = Object.entries(fields instanceof Error ? { err: fields } : fields);
    const json = JSON.stringify(
      Object.fromEntries(own.map(([key, value]) => [taken.has(key) ? `${key}_` : key, value])),
      plain,
    );
    return json.length <= longestFields ? json : JSON.stringify({ truncated: json.slice(0, longestFields) });
  } catch (error) {
    // A cycle, a throwing getter or toJSON: shown as far as it can be.
    return JSON.stringify({ unserialisable: flatten(error).message, shown: showSafely(fields) });
  }
}

function showSafely(value: object): string {
  try {
    return inspect(value, { depth: 2, customInspect: false, maxStringLength: 500 }).slice(0, longestFields / 4);
  } catch (error) {
    return flatten(error).message;
  }
}
