import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { config } from '../src/config.ts';
import { optionsTable } from './options-table.ts';

const readme = new URL('../README.md', import.meta.url);

/** `npm run readme` writes the table anew. */
test('the README has the options as they are', async () => {
  const text = readFileSync(readme, 'utf8');
  const current = text.replace(
    /(<!-- options -->\n\n)[\s\S]*?(\n<!-- end of options -->)/,
    (_all, begin, end) => `${begin}${optionsTable(config)}${end}`,
  );
  await expect(current).toMatchFileSnapshot('../README.md');
});
