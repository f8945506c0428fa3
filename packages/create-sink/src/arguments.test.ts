import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { CreateError } from './errors.ts';

const read = (line: string, environment: Record<string, string> = {}) =>
  readArguments(line.split(' ').filter(Boolean), '/home/me/kube-sink', environment);

describe('the command line', () => {
  it.each([
    ['', { folder: 'my-sink', packageName: 'my-sink', sinkName: 'my-sink' }],
    ['bark', { folder: 'bark', packageName: 'bark', sinkName: 'bark' }],
    ['bark --scope @acme', { folder: 'bark', packageName: '@acme/bark', sinkName: 'bark' }],
    ['bark --scope acme', { folder: 'bark', packageName: '@acme/bark', sinkName: 'bark' }],
    ['@acme/bark', { folder: 'bark', packageName: '@acme/bark', sinkName: 'bark' }],
    ['@acme/bark --scope @acme', { folder: 'bark', packageName: '@acme/bark', sinkName: 'bark' }],
    ['sinks/bark', { folder: 'sinks/bark', packageName: 'bark', sinkName: 'bark' }],
    ['/tmp/bark', { folder: '/tmp/bark', packageName: 'bark', sinkName: 'bark' }],
    ['.', { folder: '.', packageName: 'kube-sink', sinkName: 'kube-sink' }],
  ])('%j', (line, expected) => {
    expect(read(line)).toEqual({ ...expected, language: 'typescript', install: true });
  });

  it('asks for JavaScript and for no installation', () => {
    expect(read('bark --javascript --no-install')).toMatchObject({ language: 'javascript', install: false });
  });

  it('asks for JavaScript when npm has taken the option for its own', () => {
    expect(read('bark', { npm_config_javascript: 'true' })).toMatchObject({ language: 'javascript' });
  });

  it.each(['--help', '-h', 'bark --help'])('%s gives nothing to make', (line) => {
    expect(read(line)).toBeUndefined();
  });

  it.each([
    ['Bark', '"Bark" cannot be the name of a package'],
    ['-- -bark', '"-bark" cannot be the name of a package'],
    ['bark tender', 'Expected one name, but got bark, tender'],
    ['@acme/bark --scope @other', 'The name has the scope @acme and --scope says @other'],
    ['bark --scope @Acme', '"@Acme" cannot be a scope'],
    ['@/bark', '"@" cannot be a scope'],
    [`${'b'.repeat(215)}`, 'cannot be the name of a package'],
    ['bark --typescript', "Unknown option '--typescript'"],
  ])('%j is refused', (line, message) => {
    expect(() => read(line)).toThrow(CreateError);
    expect(() => read(line)).toThrow(message);
  });
});
