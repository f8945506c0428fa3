interface Option {
  readonly type?: string;
  readonly unit?: string;
  readonly anyOf?: readonly { readonly const?: unknown }[];
  readonly default?: unknown;
  readonly secret?: boolean;
  readonly description?: string;
}

/** The options of a sink as a table in Markdown. */
export function optionsTable(schema: { readonly properties: object; readonly required?: readonly string[] }): string {
  const rows = Object.entries<Option>({ ...schema.properties }).map(([name, option]) => {
    const required = schema.required?.includes(name) && option.default === undefined;
    const filled = option.default === undefined ? '' : `\`${JSON.stringify(option.default)}\``;
    return [`\`${name}\``, typeOf(option), required ? 'required' : filled, option.description ?? ''];
  });
  const table = [['option', 'type', 'default', ''], ...rows].map((cells) =>
    cells.map((cell) => cell.replaceAll('|', '\\|')),
  );
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...table.map((cells) => cells[column]?.length ?? 0)));
  const [head = '', ...body] = table.map((cells) =>
    lineOf(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0))),
  );
  return [head, lineOf(widths.map((width) => '-'.repeat(width))), ...body].join('');
}

function typeOf(option: Option): string {
  const choices = option.anyOf?.map((one) => `\`${JSON.stringify(one.const)}\``).join(', ');
  const type = option.unit ?? choices ?? option.type ?? 'anything';
  return option.secret ? `${type}, secret` : type;
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
