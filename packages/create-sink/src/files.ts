import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Wanted } from './arguments.ts';
import { manifestOf } from './manifest.ts';
import type { Ranges } from './versions.ts';

const template = fileURLToPath(new URL('../template', import.meta.url));

/** The new package's files: path → content. In JavaScript the common ones differ in the names of the files alone. */
export function filesOf(wanted: Wanted, ranges: Ranges): ReadonlyMap<string, string> {
  const suffix = wanted.language === 'typescript' ? '.ts' : '.js';
  const values = new Map([
    ['SINK_NAME', wanted.sinkName],
    ['SINK_PACKAGE', wanted.packageName],
    // A scope begins with a sign that YAML takes without quotes nowhere.
    ['SINK_USE', wanted.packageName.startsWith('@') ? `"${wanted.packageName}"` : wanted.packageName],
    ['KUBEHERALD_RANGE', ranges.kubeherald],
  ]);
  const files = new Map([['package.json', `${JSON.stringify(manifestOf(wanted, ranges), null, 2)}\n`]]);
  for (const folder of ['common', wanted.language]) {
    for (const path of globSync('**/*', { cwd: join(template, folder), withFileTypes: true })) {
      if (!path.isFile()) continue;
      const file = join(path.parentPath, path.name);
      const inside = file.slice(join(template, folder).length + 1);
      // npm leaves out files named .gitignore when it packs.
      const target = inside === 'gitignore' ? '.gitignore' : inside.replace(/\.ts$/, suffix);
      files.set(target, fill(readFileSync(file, 'utf8'), values, suffix));
    }
  }
  return files;
}

/** Names of files are in quotes of some kind, in code and in prose. */
const fileName = /(?<=['"`/])((?:src|\.{1,2})\/[\w./-]+)\.ts(?=['"`])/g;

function fill(text: string, values: ReadonlyMap<string, string>, suffix: string): string {
  const filled = text.replace(/\b[A-Z]+_[A-Z]+\b/g, (word) => values.get(word) ?? word);
  return filled.replace(fileName, `$1${suffix}`);
}
