import { isKubeEventer } from './kube-eventer/is-kube-eventer.ts';

/**
 * What keeps the daemon small. V8's young generation is sized for throughput and never given back, and glibc keeps what is freed in one
 * arena per thread: together some 150 MB after a burst. A young generation of 4 MB per semi-space costs about 5 % of throughput.
 */
const nodeFlags = ['--max-semi-space-size=4'];
const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '65536' };

/**
 * Replaces a process that is to become the daemon by the same program with the settings above, which both have to be there from the start;
 * the process id stays. Does nothing where they are set already (as in the image), where the user chose otherwise, or where a process cannot
 * be replaced.
 */
export function restartSmall(): void {
  const { env, execArgv, execve, execPath, argv } = process;
  if (argv[2] !== 'run' && !isKubeEventer(argv)) return;
  const chosen =
    execArgv.some((flag) => flag.includes('semi-space')) || (env.NODE_OPTIONS ?? '').includes('semi-space');
  if (chosen || execve === undefined) return;
  const program = argv.slice(1);
  execve.call(process, execPath, [execPath, ...nodeFlags, ...execArgv, ...program], { ...allocator, ...env });
}
