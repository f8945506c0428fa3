import type { Change, KubeEvent } from '@kubeherald/sink-sdk';
import type { Decision, SinkTable } from '../record.ts';
import type { Scope } from '../revision.ts';
import type { Match } from './match.ts';

/** What intake reports: counts, once per push and only those above zero. The host turns them into metrics. */
export interface IntakeObserver {
  /** New revisions. */
  received(scope: Scope, change: Change, count: number): void;
  /** Shown again by a list or watch, and recognised. */
  takenBefore(scope: Scope, count: number): void;
  /** Older than the start that the config asks for; not taken. */
  beforeStart(scope: Scope, count: number): void;
  /** New revisions that the sink wants. */
  wanted(sink: string, count: number): void;
  /** New revisions that the sink does not want, by the clause of its match that decided. */
  unwanted(sink: string, clause: string, count: number): void;
  /** A new revision. */
  readonly taken?: ((event: KubeEvent) => void) | undefined;
}

/** A sink's name and its filter. */
export interface SinkMatch {
  readonly name: string;
  readonly match: Match;
}

/** The sinks in force: decides for each of them over an event, and counts what was decided since the last report. */
export class Sinks {
  readonly table: SinkTable;
  readonly #matches: readonly Match[];
  /** By sink, then by decision. */
  readonly #counts: readonly number[][];

  constructor(sinks: readonly SinkMatch[]) {
    this.table = { sinks: sinks.map(({ name, match }) => ({ name, clauses: match.clauses })) };
    this.#matches = sinks.map(({ match }) => match);
    this.#counts = sinks.map(({ match }) => Array.from({ length: match.clauses.length + 1 }, () => 0));
  }

  /** By the row numbers of `table`. */
  decide(event: KubeEvent): readonly Decision[] {
    return this.#matches.map((match, row) => {
      const decision = match.decide(event);
      const counts = this.#counts[row];
      if (counts) counts[decision] = (counts[decision] ?? 0) + 1;
      return decision;
    });
  }

  /** Hands the counts over and starts at zero again. */
  report(observer: IntakeObserver): void {
    this.table.sinks.forEach(({ name, clauses }, row) => {
      const counts = this.#counts[row];
      counts?.forEach((count, decision) => {
        if (count === 0) return;
        counts[decision] = 0;
        const clause = clauses[decision - 1];
        if (clause === undefined) observer.wanted(name, count);
        else observer.unwanted(name, clause, count);
      });
    });
  }
}
