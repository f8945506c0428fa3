import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { readArguments, usage } from './arguments.ts';
import { CreateError } from './errors.ts';
import { filesOf } from './files.ts';
import { writeFolder } from './folder.ts';
import { nextSteps } from './next-steps.ts';
import { ranges } from './versions.ts';

/** Makes the package that the command line asks for. @returns the exit code */
function main(): number {
  const wanted = readArguments(process.argv.slice(2), process.cwd(), process.env);
  if (wanted === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  const folder = resolve(wanted.folder);
  writeFolder(folder, filesOf(wanted, ranges()));
  process.stdout.write(`\n${wanted.packageName}: a kubeherald sink, in ${folder}\n`);
  const installed = wanted.install && install(folder);
  process.stdout.write(nextSteps(wanted, installed));
  return wanted.install && !installed ? 1 : 0;
}

/** With the npm that runs this program, so that it is the same one with the same settings. */
function install(folder: string): boolean {
  const npm = process.env.npm_execpath;
  const [program, ...before] = npm?.endsWith('js') ? [process.execPath, npm] : ['npm'];
  const { status, error } = spawnSync(program ?? 'npm', [...before, 'install', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return true;
  const why = error?.message ?? `npm install ended with ${status ?? 'a signal'}`;
  process.stderr.write(`\nThe package is written, but what it depends on is not installed: ${why}\n`);
  return false;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof CreateError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
