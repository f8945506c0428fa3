/** The checks that /readyz and /livez name, as far as something here can fail them; `shutdown` is of readyz only. */
const checks = [
  'ping',
  'log',
  'etcd',
  'etcd-readiness',
  'informer-sync',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/priority-and-fairness-config-producer',
  'shutdown',
];

/** What the server says of itself. */
export class Health {
  readonly #failing = new Map<string, number>();

  /** A check fails until the returned function is called. */
  fail(check: string): () => void {
    this.#failing.set(check, (this.#failing.get(check) ?? 0) + 1);
    let failing = true;
    return () => {
      if (!failing) return;
      failing = false;
      this.#failing.set(check, (this.#failing.get(check) ?? 1) - 1);
    };
  }

  /** The answer of /readyz, /livez or /healthz: status and text. */
  report(path: string, verbose: boolean): { readonly status: number; readonly text: string } {
    const name = path.split('/')[1] ?? '';
    const alive = new Set(['ping', 'log', 'etcd']);
    const asked = checks.filter((check) => name === 'readyz' || alive.has(check));
    const bad = asked.filter((check) => (this.#failing.get(check) ?? 0) > 0);
    if (bad.length === 0 && !verbose) return { status: 200, text: 'ok' };
    const lines = asked.map((check) =>
      bad.includes(check) ? `[-]${check} failed: reason withheld` : `[+]${check} ok`,
    );
    const verdict = bad.length === 0 ? `${name} check passed` : `${name} check failed`;
    return { status: bad.length === 0 ? 200 : 500, text: `${[...lines, verdict].join('\n')}\n` };
  }
}
