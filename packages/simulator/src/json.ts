/** An object of unknown fields, as JSON.parse gives it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const goEscapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON text as Go's encoding/json writes it: HTML characters and the two line separators escaped. */
export function goEscape(json: string): string {
  return /[<>&\u2028\u2029]/.test(json) ? json.replace(/[<>&\u2028\u2029]/g, (one) => goEscapes[one] ?? one) : json;
}

/** `value` as Go's encoding/json would write it; keys keep their order, undefined ones are left out. */
export function goJson(value: unknown): string {
  return goEscape(JSON.stringify(value));
}

/** A map with its keys in the order in which Go writes them. */
export function sortedMap(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The name that Go's decoder gives to the JSON type of `value`. */
export function goTypeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}
