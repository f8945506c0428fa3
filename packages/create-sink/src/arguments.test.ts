import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { CreateError } from './errors.ts';
import { ownSinks } from './taken-names.ts';

const read = (line: string, environment: Record<string, string> = {}) =>
  readArguments(line.split(' ').filter(Boolean), '/home/me/kube-sink', environment);

it('every sink of kubeherald is known', () => {
  const plugins = readdirSync(new URL('../../../plugins/', import.meta.url)).filter((name) => name.startsWith('sink-'));
  expect([...ownSinks].map((name) => `sink-${name}`).sort()).toEqual(plugins.sort());
});

it('a scope makes another name of one that is taken', () => {
  expect(read('@acme/webhook')).toMatchObject({ packageName: '@acme/webhook' });
});

describe('the command line', () => {
  it.each([
    ['', { folder: 'my-sink', packageName: 'my-sink', sinkName: 'my-sink' }],
    ['chime', { folder: 'chime', packageName: 'chime', sinkName: 'chime' }],
    ['chime --scope @acme', { folder: 'chime', packageName: '@acme/chime', sinkName: 'chime' }],
    ['chime --scope acme', { folder: 'chime', packageName: '@acme/chime', sinkName: 'chime' }],
    ['@acme/chime', { folder: 'chime', packageName: '@acme/chime', sinkName: 'chime' }],
    ['@acme/chime --scope @acme', { folder: 'chime', packageName: '@acme/chime', sinkName: 'chime' }],
    ['sinks/chime', { folder: 'sinks/chime', packageName: 'chime', sinkName: 'chime' }],
    ['/tmp/chime', { folder: '/tmp/chime', packageName: 'chime', sinkName: 'chime' }],
    ['.', { folder: '.', packageName: 'kube-sink', sinkName: 'kube-sink' }],
  ])('%j', (line, expected) => {
    expect(read(line)).toEqual({ ...expected, language: 'typescript', install: true });
  });

  it('asks for JavaScript and for no installation', () => {
    expect(read('chime --javascript --no-install')).toMatchObject({ language: 'javascript', install: false });
  });

  it('asks for JavaScript when npm has taken the option for its own', () => {
    expect(read('chime', { npm_config_javascript: 'true' })).toMatchObject({ language: 'javascript' });
  });

  it.each(['--help', '-h', 'chime --help'])('%s gives nothing to make', (line) => {
    expect(read(line)).toBeUndefined();
  });

  it.each([
    ['node_modules', 'npm publishes no package of that name'],
    ['@acme/node_modules', 'npm publishes no package of that name'],
    ['fs', 'Node has a module of that name'],
    ['http', 'or a scope: @acme/http'],
    ['kubeherald', 'kubeherald has a package of that name'],
    ['webhook', "use: webhook finds kubeherald's own sink @kubeherald/sink-webhook"],
    ['Chime', '"Chime" cannot be the name of a package'],
    ['-- -chime', '"-chime" cannot be the name of a package'],
    ['chime tender', 'Expected one name, but got chime, tender'],
    ['@acme/chime --scope @other', 'The name has the scope @acme and --scope says @other'],
    ['chime --scope @Acme', '"@Acme" cannot be a scope'],
    ['@/chime', '"@" cannot be a scope'],
    [`${'b'.repeat(215)}`, 'cannot be the name of a package'],
    ['chime --typescript', "Unknown option '--typescript'"],
  ])('%j is refused', (line, message) => {
    expect(() => read(line)).toThrow(CreateError);
    expect(() => read(line)).toThrow(message);
  });
});
