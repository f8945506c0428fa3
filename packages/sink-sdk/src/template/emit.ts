/** What the `json` helper returns: text that is JSON already, so that it is not quoted again where a value stands. */
export class JsonText {
  readonly text: string;
  constructor(value: unknown) {
    this.text = JSON.stringify(value) ?? 'null';
  }
  toString(): string {
    return this.text;
  }
}

/** A value as plain text: absent is empty, an object or list is its JSON. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (value instanceof JsonText) return value.text;
  return JSON.stringify(value) ?? '';
}

// Legal in JSON, but line ends to JavaScript before ES2019 and to some log readers.
const lineSeparators = /[\u2028\u2029]/g;
const escapeSeparators = (json: string): string =>
  json.replace(lineSeparators, (found) => (found === '\u2028' ? '\\u2028' : '\\u2029'));

/** A value inside a JSON string. JSON.stringify escapes quotes, backslashes, control characters and lone surrogates (ECMA-262, QuoteJSONString). */
export function inString(value: unknown): string {
  const json = JSON.stringify(asText(value));
  return escapeSeparators(json.slice(1, -1));
}

/** A value where JSON expects one: text is quoted, an absent value is null. */
export function asValue(value: unknown): string {
  if (value instanceof JsonText) return escapeSeparators(value.text);
  return escapeSeparators(JSON.stringify(value) ?? 'null');
}
