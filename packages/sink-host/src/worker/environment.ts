/**
 * A sink gets its secrets by its options; of the daemon's environment only the way out and the time zone are its business, and where Node
 * keeps compiled code: whoever sets that wants every thread to start the sooner.
 */
const shared = /^(https?_proxy|no_proxy|tz|node_compile_cache)$/i;

/**
 * What a thread shares with the daemon and a process must be given to be the same: the certificates that Node trusts, which are read at the start,
 * and what keeps glibc from hoarding memory.
 */
const ofProcesses = /^(node_extra_ca_certs|ssl_cert_(file|dir)|malloc_[a-z_]+)$/i;

const pick = (environment: NodeJS.ProcessEnv, wanted: (name: string) => boolean): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => wanted(name)));

/** Of the daemon's environment, what a sink's thread gets. */
export function threadEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return pick(environment, (name) => shared.test(name));
}

/** Of the daemon's environment, what a sink's process gets. */
export function processEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return pick(environment, (name) => shared.test(name) || ofProcesses.test(name));
}

/** Of Node's own flags only the conditions of package exports reach the child: they say which files its imports mean. */
export function conditionFlags(flags: readonly string[]): string[] {
  return flags.flatMap((flag, index) => {
    if (/^(--conditions|-C)=/.test(flag)) return [flag];
    const value = flags[index + 1];
    return /^(--conditions|-C)$/.test(flag) && value !== undefined ? [`--conditions=${value}`] : [];
  });
}
