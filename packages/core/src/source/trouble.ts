import { codes } from '../errors.ts';
import type { Failure, Next, Stage } from './failure.ts';
import { describeForbidden } from './forbidden.ts';
import type { Selection } from './paths.ts';
import type { ScopeContext } from './scope-context.ts';

/** What keeps a scope from being followed: one state, told once when it begins, once when it changes, once when it ends. */
export class Trouble {
  readonly #context: ScopeContext;
  #now: { readonly reason: string; readonly verb: Verb; readonly since: number; told: boolean } | undefined;

  constructor(context: ScopeContext) {
    this.#context = context;
  }

  /** A request failed and will be repeated after a wait. */
  add(stage: Stage, failure: Failure, next: Next): void {
    const { clock, log, selection, status, timing, connection } = this.#context;
    const now = clock.now();
    if (this.#now?.reason !== next.reason) {
      this.#now = { reason: next.reason, verb: verbOf(stage), since: now, told: false };
    }
    const trouble = this.#now;
    const lasting = next.code !== codes.forbidden || now - trouble.since >= timing.forbiddenMs;
    const words = lasting
      ? describe(stage, failure, next, selection, connection.origin)
      : 'The API server refuses this client (403), as it does to all while it starts.';
    status.problem(words);
    if (trouble.told || !lasting) return;
    trouble.told = true;
    const level = next.code === codes.forbidden || next.code === codes.unauthorized ? 'error' : 'warn';
    log[level]({ scope: selection.scope, code: next.code, reason: next.reason }, words);
  }

  /** A stage succeeded: trouble with the same verb is over. A list that works says nothing of a watch that is refused. */
  clear(stage: Stage): void {
    const { clock, log, selection, status } = this.#context;
    const trouble = this.#now;
    if (trouble === undefined || (trouble.verb === 'watch' && verbOf(stage) !== 'watch')) return;
    this.#now = undefined;
    status.problem(undefined);
    if (!trouble.told) return;
    const seconds = Math.round((clock.now() - trouble.since) / 1000);
    log.info({ scope: selection.scope, reason: trouble.reason, seconds }, 'the API server answers again');
  }
}

type Verb = 'list' | 'watch';

function verbOf(stage: Stage): Verb {
  return stage === 'watch' ? 'watch' : 'list';
}

/** What was being done, in words. */
const doing: Readonly<Record<Stage, string>> = {
  start: 'taking the first position',
  probe: 'checking the position',
  compare: "comparing the position with the server's",
  list: 'listing events',
  watch: 'watching events',
};

/** A failure in words for the person who must act. */
export function describe(
  stage: Stage,
  failure: Failure,
  next: Next,
  selection: Pick<Selection, 'api' | 'scope'> & Partial<Selection>,
  origin: string,
): string {
  if (next.code === codes.forbidden) {
    const resource = selection.api === 'core/v1' ? 'events' : 'events.events.k8s.io';
    return describeForbidden({ verb: verbOf(stage), resource, namespace: selection.scope, message: failure.message });
  }
  if (next.code === codes.unauthorized) {
    return `${origin} does not accept the credentials (401: ${failure.message}), also not after they were read again: renew the token or certificate.`;
  }
  if (failure.kind === 'credentials') return failure.message;
  const status = failure.kind === 'status' ? `${failure.status} ${failure.reason}`.trim() : failure.kind;
  const help = failure.kind === 'status' && failure.status === 400 ? selectorHelp(stage, selection) : '';
  return `${doing[stage]} at ${origin} failed (${status}): ${failure.message}${help}`;
}

/** The server parses selectors, and its answer does not always say that it speaks of one. Only lists and watches carry them. */
function selectorHelp(stage: Stage, selection: Partial<Selection>): string {
  if (stage !== 'list' && stage !== 'watch') return '';
  const given = (['labelSelector', 'fieldSelector'] as const).flatMap((name) =>
    selection[name] === undefined ? [] : [`${name} (${JSON.stringify(selection[name])})`],
  );
  if (given.length === 0) return '';
  return `; it may not understand ${given.join(' or ')}: correct that under source.kubernetes, try it with kubectl get events --selector or --field-selector, or leave it out`;
}
