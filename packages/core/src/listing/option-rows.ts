/** One option of a sink, made from its schema for people: nested ones have dotted names, those of a list's items `name[].inner`. */
export interface OptionRow {
  readonly name: string;
  /** In words: `string`, `duration`, `integer 1–64`, `"a" | "b"`, `list of string`. */
  readonly type: string;
  /** Must be given; of a nested option: when the one around it is given. */
  readonly required: boolean;
  readonly default?: unknown;
  readonly secret: boolean;
  readonly description: string;
}

type Schema = { readonly [keyword: string]: unknown };

/** Whether `value` is a JSON object, as schemas and options are. */
export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Levels of nested options that are told: a schema that refers to itself has no end. */
const deepest = 6;

/** The options of a JSON Schema, in the order in which the plugin wrote them. */
export function optionRows(schema: object): readonly OptionRow[] {
  return isSchema(schema) ? rowsBelow(schema, '', false, 0) : [];
}

/** The properties of an object, those of the parts that it is an intersection of included. */
export function propertiesOf(schema: Schema): ReadonlyMap<string, Schema> {
  const parts = listOf(schema.allOf).filter(isSchema);
  const own = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
  return new Map([
    ...parts.flatMap((part) => [...propertiesOf(part)]),
    ...own.flatMap(([name, inner]) => (isSchema(inner) ? [[name, inner] as const] : [])),
  ]);
}

/** Whether the user must give it: the validation fills defaults in, so one with a default is required by the schema alone. */
export function isRequired(schema: Schema, name: string): boolean {
  const inner = propertiesOf(schema).get(name);
  const demanded = [schema, ...listOf(schema.allOf).filter(isSchema)].some((part) =>
    listOf(part.required).includes(name),
  );
  return demanded && inner?.default === undefined;
}

function rowsBelow(schema: Schema, prefix: string, secret: boolean, depth: number): OptionRow[] {
  return [...propertiesOf(schema)].flatMap(([name, inner]) => {
    const path = `${prefix}${name}`;
    const hidden = secret || inner.secret === true;
    const nested = depth < deepest ? nestedRows(inner, path, hidden, depth + 1) : [];
    const own = rowOf(inner, path, isRequired(schema, name), hidden || holdsSecrets(inner));
    // What is nothing but its parts is told by them.
    return nested.length > 0 && formsOf(inner).every((form) => propertiesOf(form).size > 0) ? nested : [own, ...nested];
  });
}

/** An option may have several forms, of which some hold others. A part that not every form has is not required. */
function nestedRows(schema: Schema, path: string, secret: boolean, depth: number): OptionRow[] {
  const forms = formsOf(schema);
  const perForm = forms.map((form) =>
    isSchema(form.items)
      ? nestedRows(form.items, `${path}[]`, secret, depth)
      : rowsBelow(form, `${path}.`, secret, depth),
  );
  const rows = new Map<string, OptionRow>();
  for (const row of perForm.flat()) {
    const everywhere = perForm.every((form) => form.some((other) => other.name === row.name && other.required));
    if (!rows.has(row.name)) rows.set(row.name, { ...row, required: everywhere });
  }
  return [...rows.values()];
}

function rowOf(schema: Schema, name: string, required: boolean, secret: boolean): OptionRow {
  const description = typeof schema.description === 'string' ? schema.description : '';
  const filled = schema.default === undefined ? {} : { default: schema.default };
  return { name, type: typeOf(schema), required, ...filled, secret, description };
}

/** Of `anyOf` and `oneOf` each, else the schema itself. */
export function formsOf(schema: Schema): readonly Schema[] {
  const forms = [...listOf(schema.anyOf), ...listOf(schema.oneOf)].filter(isSchema);
  return forms.length > 0 ? forms.flatMap(formsOf) : [schema];
}

function typeOf(schema: Schema): string {
  const forms = formsOf(schema);
  if (forms.length > 1 || forms[0] !== schema) return [...new Set(forms.map(typeOf))].join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (typeof schema.unit === 'string') return schema.unit;
  switch (schema.type) {
    case 'array':
      return `list of ${isSchema(schema.items) ? typeOf(schema.items) : 'anything'}`;
    case 'object':
      return recordOf(schema);
    case 'integer':
    case 'number':
      return `${schema.type}${rangeOf(schema)}`;
    default:
      return typeof schema.type === 'string' ? schema.type : 'anything';
  }
}

function recordOf(schema: Schema): string {
  const any = valuesOf(schema);
  return isSchema(any) ? `${typeOf(any)} by name` : 'object';
}

/** What each value of a record is, whatever its name. */
function valuesOf(schema: Schema): unknown {
  const [values] = isSchema(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
  return values ?? schema.additionalProperties;
}

/** Whether a form of the option, its values by name or its items are secrets: none of them has a row of its own that would tell. */
function holdsSecrets(schema: Schema): boolean {
  return formsOf(schema).some(
    (form) =>
      form.secret === true || [valuesOf(form), form.items].some((inner) => isSchema(inner) && holdsSecrets(inner)),
  );
}

function rangeOf({ minimum, maximum }: Schema): string {
  if (typeof minimum === 'number' && typeof maximum === 'number') return ` ${minimum}–${maximum}`;
  if (typeof minimum === 'number') return ` ≥ ${minimum}`;
  return typeof maximum === 'number' ? ` ≤ ${maximum}` : '';
}

/** The value when it is a list, else none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
