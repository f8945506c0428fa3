/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws Error for what is no object */
export function fields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('expected an object');
  return Object.fromEntries(Object.entries(value));
}

/** @throws Error for what is no list */
export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('expected a list');
  return value;
}

/** @throws Error for what is no text */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('expected a text');
  return value;
}

/** @throws Error for what is no list of texts */
export const texts = (value: unknown): readonly string[] => list(value).map(text);

/** @throws Error for what is no object of texts */
export const strings = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields(value)).map(([name, inner]) => [name, text(inner)]));
