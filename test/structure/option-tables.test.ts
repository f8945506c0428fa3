import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const plugins = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'plugins');

const isFields = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null;

/** The names of options, of those with parts also these: `tls`, `tls.ca`. */
function optionsOf(schema: unknown, prefix = ''): string[] {
  const properties = isFields(schema) && isFields(schema.properties) ? schema.properties : {};
  return Object.entries(properties).flatMap(([name, option]) => [
    `${prefix}${name}`,
    ...optionsOf(option, `${prefix}${name}.`),
  ]);
}

describe.each(readdirSync(plugins))('%s', (name) => {
  it('has every option in its README', async () => {
    const readme = readFileSync(join(plugins, name, 'README.md'), 'utf8');
    const { default: plugin }: { default: { config: unknown } } = await import(
      pathToFileURL(join(plugins, name, 'src/index.ts')).href
    );
    const options = optionsOf(plugin.config);
    expect(options.length).toBeGreaterThan(1);
    const rows = readme
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').slice(1, 3).join())
      .join();
    // Parts may have a table of their own, or stand in the second column.
    const isThere = (option: string) =>
      [option, option.split('.').at(-1)].some((one) => rows.includes(`\`${one}\``)) ||
      options.some((one) => one.startsWith(`${option}.`));
    expect(options.filter((option) => !isThere(option))).toEqual([]);
  });
});
