import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createLog } from './log.ts';
import { validateConfig } from './validate.ts';

const particular = fileURLToPath(new URL('./fixtures/particular.js', import.meta.url));

/** What is wrong with a config of one sink, line, column and message each. `rest`: of the sink, in lines. */
async function faults(...rest: readonly string[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'validate-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config.yaml');
  writeFileSync(file, ['sinks:', '- name: a', `  use: ${particular}`, ...rest.map((line) => `  ${line}`)].join('\n'));
  const refused = await validateConfig(file, createLog('error')).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return refused.split('\n').map((line) => line.replace(`${file}:`, ''));
}

it.each<[string, readonly string[], readonly (string | RegExp)[]]>([
  ['nothing', ['with: { url: x }'], ['']],
  [
    'what an unknown field of a match stood before',
    ['match: { reason: [x], namespaces: ["a", "/(/"] }', 'with: { url: x }'],
    [/^4:12: .*match\.reason: is not an option/, /^4:43: .*match\.namespaces\[1\]: .*no regular expression/],
  ],
  [
    'each option that opening refuses, one after the other, at its own place',
    ['with:', '  url: x', '  tls: { ca: /nope.pem }', '  proxy: socks5://x'],
    ['6:12: sinks[0].with.tls.ca: there is no such file', '7:5: sinks[0].with.proxy: is no URL'],
  ],
  [
    'what opening refuses behind what the schema refuses',
    ['with: { url: x, method: [7], proxy: y }'],
    [/^4:19: .*with\.method: must be string/, '4:32: sinks[0].with.proxy: is no URL'],
  ],
  [
    'options beside one whose secret is not there',
    ['with: { url: "${env:NOT_THERE_AT_ALL}", methodd: x }'],
    [/^4:11: .*with\.url: the environment variable/, /^4:43: .*methodd: is not an option; did you mean "method"/],
  ],
  [
    'no option to be missing that is there and wrong',
    ['with: { url: with-key, key: [7] }'],
    [/^4:26: .*with\.key: must be string/],
  ],
  [
    'a fault that names no option at all the options',
    ['with: { url: x, key: bad }'],
    ['4:3: sinks[0].with: the key is bad'],
  ],
])('tells %s', { timeout: 60_000 }, async (_what, rest, told) => {
  expect(await faults(...rest)).toEqual(
    told.map((line) => (line instanceof RegExp ? expect.stringMatching(line) : line)),
  );
});
