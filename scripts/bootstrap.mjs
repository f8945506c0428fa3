// Entry of the README's commands. Runs on whatever Node the machine has, with nothing installed: installs what the lockfile
// names, builds, and continues on the Node that the repository pins.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const environment = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
const [command = '', ...rest] = process.argv.slice(2);

function run(program, parameters) {
  const { status, signal, error } = spawnSync(program, parameters, { cwd: root, env: environment, stdio: 'inherit' });
  if (error) {
    process.stderr.write(`cannot run ${program}: ${error.message}\n`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

/**
 * Goes on with `parameters` on the pinned Node. The child leads a process group of its own and gets each signal from here, once:
 * on Ctrl-C the terminal and npm both send SIGINT, and the daemon would take the second for "exit at once".
 */
function become(parameters) {
  const child = spawn(join(bin, 'node'), parameters, { cwd: root, env: environment, stdio: 'inherit', detached: true });
  let last = { signal: '', at: 0 };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const at = Date.now();
      if (signal === last.signal && at - last.at < 300) return;
      last = { signal, at };
      child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`cannot run the pinned Node: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

// A stamp of what was installed: `npm install` costs seconds even when there is nothing to do.
const manifests = ['package.json', 'package-lock.json'].map((name) => readFileSync(join(root, name)));
const wanted = createHash('sha256').update(Buffer.concat(manifests)).digest('hex');
const stamp = join(root, 'node_modules', '.kubeherald-installed');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  // Not `npm ci`: it refuses a lockfile whose optional packages for other platforms a registry mirror does not carry.
  run('npm', ['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}
run(join(bin, 'tsc'), ['-b']);

const commands = {
  // The stand-ins are not published, so their demo is no option of the binary.
  demo: () =>
    become(
      rest.includes('--stand-ins')
        ? [join(root, 'test/demo/main.ts'), ...rest]
        : [join(root, 'packages/cli/bin/kubeherald.js'), 'demo', ...rest],
    ),
  test: () =>
    become([join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', '--project', 'e2e', ...rest]),
  faults: () => become(['--conditions=@kubeherald/source', join(root, 'test/faults/main.ts'), ...rest]),
  bench: () => become([join(root, 'test/bench/main.ts'), ...rest]),
};
const chosen = commands[command];
if (!chosen) {
  process.stderr.write(`unknown command "${command}"; known: ${Object.keys(commands).join(', ')}\n`);
  process.exit(1);
}
chosen();
