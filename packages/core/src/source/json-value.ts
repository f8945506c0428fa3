/** A JSON object, or a YAML mapping, whose fields are not known yet. */
export type JsonObject = { readonly [field: string]: unknown };

/** Whether `value` is an object with fields: no list, no null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of `key` when `value` is an object that has it. */
export function member(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

/** `value` when it is a string, else the empty string. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
