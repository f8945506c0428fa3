import type { ExampleOptions } from './example-options.ts';
import type { OptionRow } from './option-rows.ts';

/**
 * One sink as it may be pasted below `sinks:` of a config, or as a whole config's only one; the options that may be left out are comments.
 * @param use what the config calls the plugin
 */
export async function exampleConfig(
  use: string,
  name: string,
  { needed, others }: ExampleOptions,
  rows: readonly OptionRow[],
): Promise<string> {
  // Loaded here and not above: the daemon, which shares this package, does without the parser in its memory.
  const { stringify } = await import('yaml');
  const value = (given: unknown) => {
    const text = stringify(given, { collectionStyle: 'flow', lineWidth: 0, blockQuote: false }).trimEnd();
    // A comment has one line; JSON, which is YAML too, has no other.
    return text.includes('\n') ? JSON.stringify(given) : text;
  };
  const lines = (options: { readonly [option: string]: unknown }, mark: string) =>
    Object.entries(options).map(
      ([option, given]) => `      ${mark}${value(option)}: ${value(given)}${hint(name, option, rows)}`,
    );
  const active = lines(needed, '');
  const optional = [...missing(needed, rows), ...lines(others, '# ')];
  const options =
    active.length > 0 ? ['    with:', ...active, ...optional] : optional.length > 0 ? ['    # with:', ...optional] : [];
  return ['sinks:', `  - name: ${value(name)}`, `    use: ${value(use)}`, ...options, ''].join('\n');
}

/** What must be given, and no example could be made of. */
function missing(needed: ExampleOptions['needed'], rows: readonly OptionRow[]): readonly string[] {
  return rows
    .filter(({ name, required }) => required && !/[.[]/.test(name) && !Object.hasOwn(needed, name))
    .map(({ name, type }) => `      # ${name}: # must be given (${type}); the sink has no example of it`);
}

/** Secrets are better kept out of the file. */
function hint(sink: string, option: string, rows: readonly OptionRow[]): string {
  const secret = rows.some((row) => row.name === option && row.secret && row.type === 'string');
  if (!secret) return '';
  const variable = `${sink}_${option}`.replace(/([a-z])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  return ` # a secret: better "\${env:${variable.toUpperCase()}}"`;
}
