import { setFlagsFromString } from 'node:v8';
import { isKubeEventer } from './kube-eventer/is-kube-eventer.ts';

/**
 * What keeps the daemon small. V8's young generation is sized for throughput and never given back, and glibc keeps what is freed in one
 * arena per thread: together some 150 MB after a burst. A young generation of 4 MB per semi-space costs about 5 % of throughput.
 */
const nodeFlags = ['--max-semi-space-size=4'];
const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '16384' };
/** By how much a heap may grow before it is collected again: V8 would let it grow to several times its size, some 50 MB more in a burst. */
const growthFlag = '--heap-growing-percent=50';

/**
 * Keeps a process small that is to become the daemon. The settings above that have to be there from the start are given to it by replacing it by the
 * same program; the process id stays. That is not done where they are set already (as in the image), where the user chose otherwise, or where a
 * process cannot be replaced.
 */
export function restartSmall(): void {
  const { env, execArgv, execve, execPath, argv } = process;
  if (argv[2] !== 'run' && !isKubeEventer(argv)) return;
  // V8 looks at it at each collection, so it needs no restart; NODE_OPTIONS does not take it.
  if (!execArgv.some((flag) => flag.includes('heap-growing'))) setFlagsFromString(growthFlag);
  const chosen =
    execArgv.some((flag) => flag.includes('semi-space')) || (env.NODE_OPTIONS ?? '').includes('semi-space');
  if (chosen || execve === undefined) return;
  const program = argv.slice(1);
  execve.call(process, execPath, [execPath, ...nodeFlags, ...execArgv, ...program], { ...allocator, ...env });
}
