import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFields } from './schema.ts';

interface Test {
  readonly title: string;
  readonly status: string;
  readonly message: string;
}

const folder = fileURLToPath(new URL('./fixtures/suite/', import.meta.url));
const vitest = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What vitest's JSON reporter tells of each test, by file. */
function testsOf(report: unknown): ReadonlyMap<string, readonly Test[]> {
  const files = isFields(report) ? list(report.testResults) : [];
  return new Map(
    files.filter(isFields).map((file) => {
      const tests = list(file.assertionResults).filter(isFields);
      const own = tests.map(({ title, status, failureMessages }) => ({
        title: String(title),
        status: String(status),
        message: list(failureMessages).join('\n'),
      }));
      return [String(file.name).slice(folder.length), own];
    }),
  );
}

/** Runs vitest as a sink's author does, and tells what it printed. That tests fail is wanted here. */
function run(options: readonly string[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined };
  execFile(process.execPath, [vitest, 'run', '--root', folder, ...options], { env }, (_error, output) =>
    resolve(output),
  );
  return promise;
}

describe('in a vitest of its own', () => {
  const report = join(mkdtempSync(join(tmpdir(), 'kubeherald-testkit-')), 'report.json');
  let tests: ReadonlyMap<string, readonly Test[]> = new Map();
  let printed = '';
  beforeAll(async () => {
    printed = await run(['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
    tests = testsOf(JSON.parse(readFileSync(report, 'utf8')));
  }, 180_000);
  afterAll(() => rmSync(dirname(report), { recursive: true }));

  it('the output says what was skipped, and why', () => {
    expect(printed).toContain('skipped:\n- limits: the robot splits by itself');
  });

  it('a good sink passes, each check by a name of its own', () => {
    const own = tests.get('good.suite.ts') ?? [];
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter(({ status }) => status !== 'passed').map(({ title }) => title)).toEqual([
      'limits: messages beyond the destination’s limits are shortened or split, to the byte (not applicable: the robot splits by itself)',
    ]);
    expect(new Set(own.map(({ title }) => title)).size).toBe(own.length);
  });

  it('a broken sink fails by its fault and nothing else, with what to do', () => {
    const failed = (tests.get('broken.suite.ts') ?? []).filter(({ status }) => status === 'failed');
    expect(failed.map(({ title }) => title)).toEqual([
      'idempotent: claim idempotent: delivering a revision again is invisible at the destination',
    ]);
    expect(failed[0]?.message).toMatch(/holds the events 2, 3, 3, 1 times\. Send event\.id as the destination's key/);
    expect(failed[0]?.message).not.toMatch(/\n\s+at /);
  });

  it('of a sink that cannot be loaded nothing passes', () => {
    const own = tests.get('unusable.suite.ts') ?? [];
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter(({ status }) => status === 'passed')).toEqual([]);
  });
});
