/** One thing that health depends on: in order, or in words why not. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong and what to do, or a detail worth showing. */
  readonly detail?: string;
}

/** A scope as health sees it. Times in Unix ms. */
export interface ScopeHealth {
  readonly scope: string;
  readonly state: string;
  readonly deadlineAt: number | undefined;
  readonly synced: boolean;
  readonly problem: string | undefined;
}

/** A loaded machine may be late with its timers; a scope is called silent only this long after its deadline. Milliseconds. */
const graceMs = 30_000;

/**
 * Alive: no scope is silent past its own deadline. A scope that waits for the API server is alive, for restarting
 * the daemon would not help it; one whose watchdog should have acted and did not is not.
 */
export function liveness(scopes: readonly ScopeHealth[], now: number): readonly Check[] {
  return scopes.map((scope) => {
    const name = `watch ${scopeName(scope.scope)}`;
    if (scope.deadlineAt === undefined || now <= scope.deadlineAt + graceMs)
      return { name, ok: true, detail: scope.state };
    const seconds = Math.round((now - scope.deadlineAt) / 1000);
    return {
      name,
      ok: false,
      detail: `silent for ${seconds} s past its deadline while ${scope.state}; the daemon should be restarted`,
    };
  });
}

/** A sink as health sees it. */
export interface SinkHealth {
  readonly name: string;
  readonly state: string;
  readonly problem: { readonly message: string } | undefined;
}

/**
 * Ready: every scope has been watched once, and the journal takes appends. A sink in trouble and a new config that is faulty are
 * shown, but do not count: the journal holds what a sink does not take, and the old config goes on.
 */
export function readiness(
  scopes: readonly ScopeHealth[],
  stalled: Error | undefined,
  sinks: readonly SinkHealth[],
  configFaults: readonly string[],
): readonly Check[] {
  const watches = scopes.map(({ scope, synced, problem, state }) => ({
    name: `watch ${scopeName(scope)}`,
    ok: synced,
    detail: problem ?? state,
  }));
  const journal: Check = stalled
    ? {
        name: 'journal',
        ok: false,
        detail: `the disk refuses: ${stalled.message}; free space or repair it, the daemon goes on by itself`,
      }
    : { name: 'journal', ok: true };
  return [
    ...watches,
    journal,
    ...sinks.map(({ name, state, problem }) => ({
      name: `sink ${name}`,
      ok: true,
      detail: problem ? `${state}: ${problem.message}` : state,
    })),
    ...configFaults.map((fault) => ({ name: 'config', ok: true, detail: `the config before goes on: ${fault}` })),
  ];
}

/** How a scope is called in words: `cluster`, or the namespace. */
export function scopeName(scope: string): string {
  return scope === '' ? 'cluster' : scope;
}
