import { readFileSync } from 'node:fs';
import { defineSink, Type } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { optionsTable } from '../template/typescript/test/options-table.ts';
import { readArguments } from './arguments.ts';
import { filesOf } from './files.ts';
import { ranges, tools } from './versions.ts';

function make(...words: readonly string[]): ReadonlyMap<string, string> {
  const wanted = readArguments(words, '/', {});
  if (wanted === undefined) throw new Error('asked for help');
  return filesOf(wanted, ranges());
}

describe('a new sink', () => {
  it('in TypeScript has sources, tests and a build', () => {
    expect([...make('chime').keys()].sort()).toEqual([
      '.gitignore',
      'README.md',
      'example.yaml',
      'package.json',
      'scripts/try.ts',
      'src/config.ts',
      'src/index.ts',
      'src/payload.ts',
      'test/conformance.test.ts',
      'test/options-table.ts',
      'test/readme.test.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
  });

  it('in JavaScript has the same but the build, and names no TypeScript file', () => {
    const files = make('chime', '--javascript');
    const typescript = [...make('chime').keys()].filter((path) => !path.startsWith('tsconfig'));
    expect([...files.keys()].sort()).toEqual(typescript.map((path) => path.replace(/\.ts$/, '.js')).sort());
    for (const [path, text] of files) expect(text, path).not.toMatch(/\.ts\b/);
  });

  it('is called as asked everywhere, and no blank is left', () => {
    const files = make('@acme/chime');
    expect(files.get('src/index.ts')).toContain("name: 'chime'");
    expect(files.get('README.md')).toContain('npm install @acme/chime\n');
    expect(files.get('README.md')).toContain('use: "@acme/chime"');
    expect(files.get('example.yaml')).toContain('name: chime\n');
    expect(JSON.parse(files.get('package.json') ?? '')).toMatchObject({
      name: '@acme/chime',
      keywords: ['kubeherald-sink'],
      peerDependencies: { '@kubeherald/sink-sdk': '>=0.1.0 <2' },
    });
    for (const [path, text] of files) expect(text, path).not.toMatch(/SINK_|_RANGE/);
  });

  it('uses the tools in the versions that the repository uses', () => {
    const root: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    const { publint: _, ...shared } = tools;
    expect(root).toMatchObject({ devDependencies: shared });
  });
});

it('the table of options tells types, defaults, choices and secrets', () => {
  const { config } = defineSink({
    name: 'chime',
    config: Type.Object({
      mode: Type.Union([Type.Literal('one'), Type.Literal('two')], { default: 'one', description: 'This | that.' }),
      wait: Type.Optional(Type.String({ unit: 'duration', secret: true })),
      count: Type.Integer({ description: 'How many.' }),
    }),
    open: () => ({ deliver: async () => {} }),
  });
  expect(optionsTable(config)).toBe(`\
| option  | type             | default  |               |
| ------- | ---------------- | -------- | ------------- |
| \`mode\`  | \`"one"\`, \`"two"\` | \`"one"\`  | This \\| that. |
| \`wait\`  | duration, secret |          |               |
| \`count\` | integer          | required | How many.     |
`);
});
