import { setInterval } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Host } from '@kubeherald/core';

/**
 * What keeps the daemon small. V8's young generation is sized for throughput and never given back, and glibc keeps what is freed in one
 * arena per thread: together some 150 MB after a burst. A young generation of 4 MB per semi-space costs about 5 % of throughput.
 */
const nodeFlags = ['--max-semi-space-size=4'];
const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '65536' };

/**
 * Replaces this process by the same program with the settings above, which both have to be there from the start; the process id stays.
 * Does nothing where they are set already (as in the image), where the user chose otherwise, or where a process cannot be replaced.
 */
export function restartSmall(): void {
  const { env, execArgv, execve, execPath, argv } = process;
  const chosen =
    execArgv.some((flag) => flag.includes('semi-space')) || (env.NODE_OPTIONS ?? '').includes('semi-space');
  if (chosen || execve === undefined) return;
  const program = argv.slice(1);
  execve.call(process, execPath, [execPath, ...nodeFlags, ...execArgv, ...program], { ...allocator, ...env });
}

/** How often it is looked whether the start is over (ms). */
const lookMs = 1_000;

/** Once the first list or watch has been answered nothing happens for a while: what loading left behind is collected at once and given back, about 8 MB. */
export async function collectStartUp(host: Host): Promise<void> {
  let wasSynced = false;
  for await (const _ of setInterval(lookMs, undefined, { ref: false })) {
    // One more interval: the sinks' first connections leave something behind too.
    if (wasSynced) break;
    const { source } = await host.status();
    wasSynced = source.scopes.every(({ synced }) => synced);
  }
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
