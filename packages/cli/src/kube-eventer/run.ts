import { accessSync, constants, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { createLog, type DaemonLog, startHost } from '@kubeherald/core';
import {
  type CommandLine,
  FatalFlagError,
  readCommandLine,
  redactArguments,
  type Settings,
  SourceError,
  settingsOf,
} from '@kubeherald/kube-eventer';
import { explain } from '../failure.ts';
import { follow } from '../follow.ts';
import { version } from '../version.ts';
import { additionOf } from './addition.ts';
import { journalPlace } from './journal-place.ts';

/** With what Go's log.Fatal of klog ends a process. */
const fatal = 255;

/** Runs the daemon on kube-eventer's command line. @returns the exit code, which is kube-eventer's */
export async function runAsKubeEventer(argv: readonly string[], exitNow: (code: number) => void): Promise<number> {
  const [, program = 'kube-eventer', ...args] = argv;
  const asked = readCommandLine(args, program, process.env);
  if (asked.kind === 'usage') {
    process.stderr.write(asked.text);
    return asked.status;
  }
  if (asked.kind === 'version') {
    process.stdout.write(`kube-eventer version: kubeherald ${version} commit: \n\n`);
    return 0;
  }
  const log = createLog();
  log.info(
    { arguments: [basename(program), ...redactArguments(args)] },
    `kubeherald ${version} runs on kube-eventer's flags`,
  );
  try {
    return await run(asked, settingsOf(asked.flags, process.env), log, exitNow);
  } catch (error) {
    if (error instanceof FatalFlagError || error instanceof SourceError)
      log.error({ code: 'KH_CONFIG' }, error.message);
    else process.stderr.write(explain(error));
    return fatal;
  }
}

/** @throws SourceError when the source names a kubeconfig that cannot be read: kube-eventer ends then, and does not wait for one */
function checkKubeconfig(settings: Settings['settings']): void {
  const { source } = settings;
  const { kubeconfig } = source.kubernetes;
  if (typeof kubeconfig !== 'string') return;
  try {
    accessSync(kubeconfig, constants.R_OK);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'no such file or directory' : error instanceof Error ? error.message : String(error);
    throw new SourceError(`stat ${kubeconfig}: ${reason}`);
  }
}

async function run(
  { flags, notes }: Extract<CommandLine, { kind: 'run' }>,
  { settings, secrets, failed, notes: ofSettings }: Settings,
  log: DaemonLog,
  exitNow: (code: number) => void,
): Promise<number> {
  log.hide(secrets);
  checkKubeconfig(settings);
  const { journal, note, temporary } = journalPlace(flags.journal);
  for (const fault of failed) log.error({ code: 'KH_CONFIG' }, fault);
  for (const line of [...notes, ...ofSettings]) log.warn({}, line);
  log.info({}, note);
  try {
    const starting = (signal: AbortSignal) =>
      startHost({
        signal,
        config: { from: 'the command line', settings: { ...settings, journal }, secrets },
        version,
        log,
        addition: additionOf(flags),
      });
    const code = await follow(starting, exitNow);
    return code === 0 ? 0 : fatal;
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}
