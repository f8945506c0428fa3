import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, start } from '../../support/process.ts';
import { until } from '../../support/until.ts';

/** The user of the image. */
export const imageUser = 65532;

/** What the base image brings and an image's own files do not: libraries and tools, of this machine. */
const lent = ['usr', 'bin', 'lib', 'lib64'];

/** A program that runs as in a container: it sees `root` alone, read-only, as the image's user, and is process 1. */
export interface Container {
  readonly child: Child;
  /** Process id outside, for signals and /proc. */
  pid(): Promise<number>;
  /** Sends the program a signal, as the kubelet does, and resolves with its exit code. */
  signal(name: NodeJS.Signals): Promise<number | string>;
}

/** Why containers cannot be had here; undefined when they can. */
export function whyNoContainer(): string | undefined {
  const { status } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'none', '/mnt']);
  return status === 0 ? undefined : 'SKIPPED: this user may make no mount namespace, so the image is run nowhere';
}

/** Runs `command` in `root`. @param volume a folder outside that is mounted, writable, where the journal is; without it nothing is writable */
export function runInContainer(
  root: string,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  volume?: string,
): Container {
  for (const folder of [...lent, 'proc', 'dev', 'node']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'node/node'), '');
  if (volume !== undefined) {
    mkdirSync(volume, { recursive: true });
    chownSync(volume, imageUser, imageUser);
  }
  const bind = (from: string, to: string, readOnly: boolean) => [
    `mount --bind '${from}' '${join(root, to)}'`,
    ...(readOnly ? [`mount -o remount,ro,bind '${join(root, to)}'`] : []),
  ];
  const script = [
    'set -e',
    'mount --make-rprivate /',
    ...bind(root, '', false),
    ...lent.flatMap((folder) => bind(`/${folder}`, folder, true)),
    ...bind(process.execPath, 'node/node', true),
    `mount --rbind /dev '${join(root, 'dev')}'`,
    `mount -t proc proc '${join(root, 'proc')}'`,
    ...(volume === undefined ? [] : bind(volume, 'var/lib/kubeherald', false)),
    `mount -o remount,ro,bind '${root}'`,
    `cd '${root}'`,
    `exec chroot --userspec=${imageUser}:${imageUser} --groups= '${root}' "$@"`,
  ].join('\n');
  const unshare = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', ...command];
  const child = start('unshare', unshare, { env: { PATH: '/node:/usr/sbin:/usr/bin:/sbin:/bin', ...environment } });
  const pid = () =>
    until('the container to start', () => {
      const outer = child.process.pid;
      const [inner] = readFileSync(`/proc/${outer}/task/${outer}/children`, 'utf8').trim().split(' ');
      return inner ? Number(inner) : undefined;
    });
  return {
    child,
    pid,
    signal: async (name) => {
      process.kill(await pid(), name);
      return child.ended;
    },
  };
}
