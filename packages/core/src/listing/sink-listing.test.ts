import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeSink, listSinks, type SinkListing } from './sink-listing.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A plugin as plain JavaScript, which needs no SDK to be installed. */
const plugin = (parts: string) => `export default { [Symbol.for('kubeherald.sink')]: true, apiVersion: 1, name: 'x',
  config: { type: 'object', properties: {} }, open: () => ({ async deliver() {} }), ${parts} };`;

const sources: Readonly<Record<string, string>> = {
  '@kubeherald/sink-good': plugin(`name: 'good', delivery: { maxEvents: 7 }, capabilities: { ordered: true },
    config: { type: 'object', required: ['url'], properties: { url: { type: 'string', description: 'Where.', examples: ['https://x'] } } },`),
  '@acme/vague': plugin(
    `config: { type: 'object', required: ['code'], properties: { code: { type: 'string', pattern: '^[0-9]{4}$' } } },`,
  ),
  '@acme/any': plugin(`config: { type: 'object', required: ['payload'], properties: { payload: {} } },`),
  '@acme/odd-schema': plugin(
    `config: { type: 'object', required: ['a'], properties: { a: { type: 'string', minLength: 1e12 } } },`,
  ),
  '@acme/no-export': 'export const nothing = 1;',
  '@acme/old-contract': plugin('apiVersion: 99,'),
  'throws-at-import': "throw new Error('boom at import');",
  'has-no-sdk': plugin(''),
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeherald-listing-'));
  for (const [name, source] of Object.entries(sources)) {
    const path = join(folder, 'node_modules', name);
    mkdirSync(path, { recursive: true });
    const manifest = { name, version: '1.2.3', type: 'module', exports: './index.js', keywords: ['kubeherald-sink'] };
    const peers = name === 'has-no-sdk' ? {} : { peerDependencies: { '@kubeherald/sink-sdk': '^0.1.0' } };
    writeFileSync(join(path, 'package.json'), JSON.stringify({ ...manifest, ...peers }));
    writeFileSync(join(path, 'index.js'), source);
  }
  mkdirSync(join(folder, 'node_modules', 'no-file'));
  writeFileSync(
    join(folder, 'node_modules', 'no-file', 'package.json'),
    JSON.stringify({ name: 'no-file', version: '1.0.0', main: 'dist/index.js', keywords: ['kubeherald-sink'] }),
  );
  return () => rmSync(folder, { recursive: true });
});

const places = () => ({ configFolder: folder, workingFolder: folder, installationFolder: folder });

describe('the list of installed sinks', () => {
  it('describes each, and says of those that cannot be used why', async () => {
    const listings = await listSinks(places(), silent);
    const about = (name: string) => listings.find(({ packageName }) => packageName === name)?.about;
    expect(about('@kubeherald/sink-good')).toMatchObject({
      kind: 'described',
      options: [{ name: 'url', required: true, description: 'Where.' }],
      delivery: { maxEvents: 7, timeoutMs: 30_000 },
      capabilities: { ordered: true },
    });
    expect(about('@acme/any')).toMatchObject({ kind: 'described', options: [{ name: 'payload', required: true }] });
    expect(about('@acme/odd-schema')).toMatchObject({
      kind: 'unusable',
      message: expect.stringMatching(/^Its schema cannot be told: Invalid string length/),
    });
    expect(about('has-no-sdk')).toMatchObject({ kind: 'described' });
    expect(about('@acme/no-export')).toMatchObject({ kind: 'unusable', code: 'KH_PLUGIN_EXPORT' });
    expect(about('@acme/old-contract')).toMatchObject({
      kind: 'unusable',
      code: 'KH_PLUGIN_API_VERSION',
      message: expect.stringContaining('version 99'),
    });
    expect(about('throws-at-import')).toMatchObject({
      kind: 'unusable',
      code: 'KH_PLUGIN_LOAD',
      message: expect.stringContaining('boom at import'),
    });
    expect(about('no-file')).toMatchObject({ kind: 'unusable', code: 'KH_PLUGIN_PACKAGE' });
  });

  it('calls each by the shortest word that a config finds it by', async () => {
    const listings: readonly SinkListing[] = await listSinks(places(), silent);
    const uses = Object.fromEntries(listings.map(({ packageName, use }) => [packageName, use]));
    expect(uses).toMatchObject({
      '@kubeherald/sink-good': 'good',
      '@acme/no-export': '@acme/no-export',
      'throws-at-import': 'throws-at-import',
      // Without the SDK among its dependencies a bare word is not taken for a sink.
      'has-no-sdk': expect.stringMatching(/node_modules\/has-no-sdk$/),
    });
  });
});

describe('one sink', () => {
  it('has an example that it accepts itself', async () => {
    const { about, version, foundIn } = await describeSink('good', places(), silent);
    expect([version, foundIn]).toEqual(['1.2.3', 'config']);
    expect(about).toMatchObject({ example: expect.stringContaining('url: https://x'), exampleFaults: [] });
  });

  it('whose schema has no good examples says so', async () => {
    const { about } = await describeSink('@acme/vague', places(), silent);
    expect(about).toMatchObject({ exampleFaults: [{ path: '/code' }] });
  });

  it('may be a file', async () => {
    const file = join(folder, 'own-sink.js');
    writeFileSync(file, plugin("name: 'own',"));
    onTestFinished(() => rmSync(file));
    expect(await describeSink('./own-sink.js', places(), silent)).toMatchObject({
      use: './own-sink.js',
      packageName: '',
      about: { kind: 'described', name: 'own', example: expect.stringContaining('use: ./own-sink.js') },
    });
  });

  it('that is nowhere is not found, and the error says how to install it', async () => {
    await expect(describeSink('nowhere', places(), silent)).rejects.toThrow('@kubeherald/sink-nowhere');
  });
});
