import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { checkSource, type KubernetesSourceOptions, type ScopeCheck } from '../source/index.ts';
import type { CheckRow } from './check-row.ts';

/** Milliseconds for each request: a list of one takes a few, a first connection through a proxy some hundreds. */
const limitMs = 15_000;

/** Whether events can be listed and watched, a row for each scope. */
export async function checkEventSource(
  options: Omit<KubernetesSourceOptions, 'startAt'>,
  clock: Clock,
  log: Log,
): Promise<readonly CheckRow[]> {
  const scopes = await checkSource(options, limitMs, { clock, log }, new AbortController().signal);
  return scopes.map(sourceRow);
}

function sourceRow({ scope, origin, problem }: ScopeCheck): CheckRow {
  const row = { what: 'source', name: scope === '' ? 'the whole cluster' : scope } as const;
  if (problem === undefined) return { ...row, state: 'ok', message: `events can be listed and watched at ${origin}` };
  return { ...row, state: 'problem', message: problem.message, code: problem.code };
}
