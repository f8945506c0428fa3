import { formsOf, isRequired, isSchema, listOf, propertiesOf } from './option-rows.ts';

type Schema = { readonly [keyword: string]: unknown };

/** Options of a plugin as an example: those that it cannot do without, and the others one by one. What neither example nor type tells is in neither. */
export interface ExampleOptions {
  readonly needed: { readonly [option: string]: unknown };
  /** What else may be set, with its default or an example. */
  readonly others: { readonly [option: string]: unknown };
}

/** A placeholder for a secret is a good example to a reader, and none to a validation that has no such secret. */
const placeholder = /\$\{(env|file):/;

/** Options made from the schema's own examples; where it has none, from its defaults and types. */
export function exampleOptions(schema: object): ExampleOptions {
  if (!isSchema(schema)) return { needed: {}, others: {} };
  const whole = chosenExample(schema);
  const needed = isSchema(whole) ? whole : neededOf(schema);
  const others = [...propertiesOf(schema)].flatMap(([name, inner]) => {
    if (Object.hasOwn(needed, name)) return [];
    // A default of nothing shows nothing of what may be set.
    const value = isEmpty(inner.default) ? (chosenExample(inner) ?? inner.default) : inner.default;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { needed, others: Object.fromEntries(others) };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (typeof value === 'object' && JSON.stringify(value).length === 2);
}

function neededOf(schema: Schema): Schema {
  const names = [...propertiesOf(schema)].filter(([name]) => isRequired(schema, name));
  const examples = names.map(([name, inner]) => [name, exampleFor(inner)] as const);
  // Of what may be anything nothing can be made up.
  return Object.fromEntries(examples.filter(([, example]) => example !== undefined));
}

function chosenExample(schema: Schema): unknown {
  return listOf(schema.examples).find((example) => !placeholder.test(JSON.stringify(example)));
}

function exampleFor(schema: Schema): unknown {
  const example = chosenExample(schema) ?? schema.default ?? schema.const ?? listOf(schema.enum)[0];
  if (example !== undefined) return example;
  const [first = schema] = formsOf(schema);
  return first === schema ? exampleOfType(schema) : exampleFor(first);
}

/** By unit, then by type; the units are those of the SDK's schema helpers. */
function exampleOfType(schema: Schema): unknown {
  if (schema.unit === 'duration') return '30s';
  if (schema.unit === 'bytes') return '1MiB';
  switch (schema.type) {
    case 'string':
      return 'example'.padEnd(typeof schema.minLength === 'number' ? schema.minLength : 0, 'x');
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1;
    case 'boolean':
      return true;
    case 'array':
      return isSchema(schema.items) ? [exampleFor(schema.items)].filter((item) => item !== undefined) : [];
    case 'object':
      return neededOf(schema);
    default:
      return undefined;
  }
}
