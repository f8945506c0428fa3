import type { OptionFault } from '../protocol.ts';
import { suggest } from './suggestion.ts';

type Fields = { readonly [field: string]: unknown };

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One more step of a JSON pointer (RFC 6901). */
export const pointer = (path: string, step: string | number) =>
  `${path}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * Options that the schema does not know: a misspelt option is a fault, though JSON Schema lets it pass. An object whose schema
 * allows more (`additionalProperties`, `patternProperties`) is left alone.
 */
export function unknownOptions(schema: unknown, value: unknown, path = ''): OptionFault[] {
  if (!isFields(schema)) return [];
  if (Array.isArray(schema.anyOf)) return unknownToAll(schema.anyOf, value, path);
  if (Array.isArray(value))
    return value.flatMap((item, index) => unknownOptions(schema.items, item, pointer(path, index)));
  if (!isFields(value) || !isFields(schema.properties)) return [];
  const { properties } = schema;
  const closed = !schema.additionalProperties && schema.patternProperties === undefined;
  return Object.entries(value).flatMap(([key, inner]) => {
    if (Object.hasOwn(properties, key)) return unknownOptions(properties[key], inner, pointer(path, key));
    return closed ? [{ path: pointer(path, key), message: unknownMessage(key, Object.keys(properties)) }] : [];
  });
}

/** Of several forms that a value may have, the one counts that leaves the fewest options unknown. */
function unknownToAll(forms: readonly unknown[], value: unknown, path: string): OptionFault[] {
  if (!isFields(value)) return [];
  const perForm = forms
    .filter((form) => isFields(form) && form.type === 'object')
    .map((form) => unknownOptions(form, value, path));
  return perForm.sort((one, other) => one.length - other.length)[0] ?? [];
}

function unknownMessage(key: string, known: readonly string[]): string {
  const meant = suggest(key, known);
  if (meant !== undefined) return `is not an option; did you mean ${JSON.stringify(meant)}?`;
  return known.length > 0
    ? `is not an option; expected one of ${known.join(', ')}`
    : 'is not an option; none is expected';
}
