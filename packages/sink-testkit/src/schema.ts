type Fields = { readonly [name: string]: unknown };

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One option of a sink, or one inside of it. */
export interface Option {
  /** `tls.key`; `headers.*` for the values of a record, `urls[]` for the items of a list. */
  readonly path: string;
  readonly name: string;
  readonly schema: Fields;
  readonly required: boolean;
  /** What the config gives; undefined when it does not. */
  readonly value: unknown;
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Every option of a JSON Schema of options, with those inside objects, lists and alternatives; a record's values count as one option. */
export function optionsOf(schema: unknown, value?: unknown, path = ''): readonly Option[] {
  if (!isFields(schema)) return [];
  const given = isFields(value) ? value : {};
  const properties = isFields(schema.properties) ? Object.entries(schema.properties) : [];
  const required = list(schema.required);
  const own = properties.flatMap(([name, inner]): readonly Option[] => {
    if (!isFields(inner)) return [];
    const at = join(path, name);
    return [
      { path: at, name, schema: inner, required: required.includes(name), value: given[name] },
      ...optionsOf(inner, given[name], at),
    ];
  });
  const alternatives = [schema.anyOf, schema.oneOf, schema.allOf].flatMap(list);
  return [
    ...own,
    ...alternatives.flatMap((inner) => optionsOf(inner, value, path)),
    ...optionsOf(schema.items, list(value)[0], `${path}[]`),
  ];
}

/** Every text in a value. */
export function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
