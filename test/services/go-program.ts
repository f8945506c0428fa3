import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { globSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program that is built from a Go module of the tests. */
export interface GoProgram {
  /** Of the file. */
  readonly name: string;
  /** The module's folder. */
  readonly folder: string;
  /** The package to build; default: the module's own. */
  readonly package?: string;
  /** Further options of `go build`. */
  readonly options?: readonly string[];
  /** How long the first build takes, in words. */
  readonly takes: string;
}

/** Why `name` cannot be built here; undefined when it can. */
export function whyNoGo(name: string): string | undefined {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  return go.status === 0 ? undefined : `SKIPPED: no Go here, so the tests with ${name} cannot run`;
}

/**
 * Builds a program, unless this very module was built before, and returns its path.
 * Without Go it says so on standard error and returns undefined.
 */
export async function buildGoProgram(program: GoProgram): Promise<string | undefined> {
  const { name, folder, options = [], takes } = program;
  const reason = whyNoGo(name);
  if (reason !== undefined) {
    process.stderr.write(`${reason}\n`);
    return undefined;
  }
  const hash = createHash('sha256');
  for (const file of globSync('*.{go,mod,sum}', { cwd: folder }).sort()) hash.update(readFileSync(join(folder, file)));
  const target = join(tmpdir(), `kubeherald-${name}-${hash.digest('hex').slice(0, 16)}`);
  const path = join(target, name);
  if (statSync(path, { throwIfNoEntry: false })) return path;
  mkdirSync(target, { recursive: true });
  // Two test runs may build at the same time: each its own file, and the last rename wins.
  const part = `${path}.${process.pid}`;
  process.stderr.write(`building ${name} from its Go module; the first time takes ${takes}\n`);
  // Not spawnSync: a test runner takes a worker that is blocked for minutes for dead.
  const go = spawn('go', ['build', ...options, '-o', part, program.package ?? '.'], {
    cwd: folder,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const [code]: unknown[] = await once(go, 'close');
  if (code !== 0) throw new Error(`go build failed with ${String(code)}; its messages are on standard error`);
  renameSync(part, path);
  return path;
}
