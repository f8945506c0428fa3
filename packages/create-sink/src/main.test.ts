import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

describe('npm create @kubeherald/sink', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'create-sink-'));
    return () => rmSync(folder, { recursive: true });
  });
  const create = (...words: readonly string[]) =>
    spawnSync(process.execPath, [program, '--no-install', ...words], { cwd: folder, encoding: 'utf8' });

  it('makes the package and says what to type next', () => {
    const { status, stdout } = create('chime', '--scope', '@acme');
    expect(status).toBe(0);
    expect(stdout).toMatch(/cd chime\n {2}npm install\n {2}npm test .*\n {2}npm run try /);
    expect(stdout).toContain('use: "@acme/chime"');
    expect(readFileSync(join(folder, 'chime/package.json'), 'utf8')).toContain('"@acme/chime"');
  });

  it('writes nothing into a folder that is not empty', () => {
    mkdirSync(join(folder, 'chime'));
    writeFileSync(join(folder, 'chime/README.md'), 'mine');
    const { status, stderr } = create('chime');
    expect(status).toBe(1);
    expect(stderr).toMatch(/chime is not empty \(README\.md\), so nothing was written/);
    expect(readdirSync(join(folder, 'chime'))).toEqual(['README.md']);
    expect(readFileSync(join(folder, 'chime/README.md'), 'utf8')).toBe('mine');
  });

  it('takes an empty folder, and one that git has begun', () => {
    mkdirSync(join(folder, 'chime/.git'), { recursive: true });
    expect(create('chime').status).toBe(0);
    expect(readdirSync(join(folder, 'chime'))).toContain('package.json');
  });

  it('says what is in the way when the name is a file’s', () => {
    writeFileSync(join(folder, 'chime'), '');
    const { status, stderr } = create('chime');
    expect([status, stderr]).toEqual([1, expect.stringContaining('chime is a file; choose another name')]);
  });

  it('explains itself', () => {
    expect(create('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--javascript') });
  });
});
