/** One row of the table of values. */
export interface ValueRow {
  readonly path: string;
  /** As JSON; undefined when values.yaml has none. */
  readonly default: string | undefined;
  readonly description: string;
}

/** The values of a chart, in the schema's order: a mapping with fields of its own is shown by these. */
export function rowsOf(schema: unknown, values: unknown, path: readonly string[] = []): readonly ValueRow[] {
  return Object.entries(fields(schema, 'properties')).flatMap(([name, inner]) => {
    // Helm puts it there for charts of charts.
    if (path.length === 0 && name === 'global') return [];
    const value = field(values, name);
    const here = [...path, name];
    if (Object.keys(fields(inner, 'properties')).length > 0) return rowsOf(inner, value, here);
    const description = field(inner, 'description');
    return [
      {
        path: here.join('.'),
        default: value === undefined ? undefined : JSON.stringify(value),
        description: typeof description === 'string' ? description : '',
      },
    ];
  });
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function fields(value: unknown, name: string): object {
  const found = field(value, name);
  return typeof found === 'object' && found !== null ? found : {};
}
