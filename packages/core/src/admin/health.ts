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

/** Ready: every scope has been listed or watched once, and the journal takes appends. */
export function readiness(scopes: readonly ScopeHealth[], stalled: Error | undefined): readonly Check[] {
  const checks: Check[] = scopes.map((scope) => {
    const name = `watch ${scopeName(scope.scope)}`;
    const detail = scope.problem ?? scope.state;
    return { name, ok: scope.synced, detail };
  });
  checks.push(
    stalled
      ? {
          name: 'journal',
          ok: false,
          detail: `the disk refuses: ${stalled.message}; free space or repair it, the daemon goes on by itself`,
        }
      : { name: 'journal', ok: true },
  );
  return checks;
}

/** How a scope is called in words: `cluster`, or the namespace. */
export function scopeName(scope: string): string {
  return scope === '' ? 'cluster' : scope;
}
