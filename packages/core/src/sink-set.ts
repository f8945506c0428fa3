import { isDeepStrictEqual } from 'node:util';
import type { Isolation } from '@kubeherald/sink-host';
import type { KubeEvent } from '@kubeherald/sink-sdk';
import type { Log } from './log.ts';
import type { Entry, SinkTable } from './record.ts';
import { eventOf } from './send/event-of.ts';
import {
  type FaultySink,
  type PreparedSink,
  type RunningSink,
  type SinkFlow,
  type SinkSurroundings,
  startSink,
} from './sink.ts';

/** Decides over an event: 0 means wanted. */
export interface Decider {
  decide(event: KubeEvent): number;
}

/** One sink's line in status. */
export interface SinkRow {
  readonly name: string;
  readonly use: string;
  readonly plugin: string;
  readonly isolation: Isolation;
  readonly state: string;
  readonly problem: { readonly code: string; readonly message: string } | undefined;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly inFlight: number;
  /** Journal records that it has still to pass, unwanted ones included. */
  readonly queue: number;
  readonly position: number;
}

/** Joins a sink with the journal; given the sink's name and what it wants. */
export type FlowOf = (name: string, wanted: (entry: Entry) => boolean) => SinkFlow;

/** The sinks that run, and those that cannot. */
export class SinkSet {
  readonly #around: SinkSurroundings;
  readonly #flowOf: FlowOf;
  readonly #log: Log;
  readonly #running = new Map<string, RunningSink>();
  readonly #faulty = new Map<string, FaultySink>();

  constructor(around: SinkSurroundings, flowOf: FlowOf) {
    this.#around = around;
    this.#flowOf = flowOf;
    this.#log = around.log;
  }

  /** Starts a sink, or keeps what is wrong with it for status. */
  async start(sink: PreparedSink | FaultySink, match: Decider): Promise<void> {
    const { name } = sink.settings;
    if (sink.kind === 'faulty') {
      this.#refuse(sink);
      return;
    }
    this.#faulty.delete(name);
    const wanted = wantedBy(name, match, this.#around.cluster, this.#log);
    try {
      this.#running.set(name, await startSink(sink, this.#flowOf(name, wanted), this.#around));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#log.error(
        { sink: name, err: error },
        'the sink cannot start; its events wait in the journal, and it is tried again',
      );
      this.#faulty.set(name, { kind: 'faulty', settings: sink.settings, faults: [{ path: '', message }] });
      await sink.worker.close(1_000);
    }
  }

  /** Opens the place in the journal of a sink that cannot run yet. */
  async hold(name: string, match: Decider): Promise<void> {
    const wants = wantedBy(name, match, this.#around.cluster, this.#log);
    await this.#flowOf(name, wants).openCursor(1, { wants, holds: () => false });
  }

  /** Sinks that could not be started. */
  faulty(): readonly string[] {
    return [...this.#faulty.keys()];
  }

  /** Sinks that have stopped since, for their options cannot work. */
  misconfigured(): readonly string[] {
    return [...this.#running].filter(([, sink]) => sink.status().state === 'misconfigured').map(([name]) => name);
  }

  #refuse(sink: FaultySink): void {
    const { name } = sink.settings;
    // It has run, and has said itself what is wrong.
    if (this.#running.has(name)) return;
    const before = this.#faulty.get(name);
    this.#faulty.set(name, sink);
    if (before !== undefined && !isDeepStrictEqual(before.faults, sink.faults)) {
      const words = sink.faults.map(({ message }) => message).join('; ');
      this.#log.error({ sink: name, code: 'KH_CONFIG' }, `the sink still cannot run: ${words}`);
    }
  }

  /** Stops these sinks within the deadline (ms); their place in the journal stays. */
  async stop(names: readonly string[], deadlineMs: number): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const sink = this.#running.get(name);
        this.#faulty.delete(name);
        await sink?.stop(deadlineMs);
        this.#running.delete(name);
      }),
    );
  }

  names(): readonly string[] {
    return [...this.#running.keys(), ...this.#faulty.keys()];
  }

  async reopen(): Promise<void> {
    await Promise.all([...this.#running.values()].map((sink) => sink.reopen()));
  }

  /** By name, how far each running sink has settled the journal. */
  positions(): ReadonlyMap<string, number> {
    return new Map([...this.#running].map(([name, sink]) => [name, sink.position()]));
  }

  /** `durable` is the journal's highest sequence. */
  rows(durable: number): readonly SinkRow[] {
    const running = [...this.#running.values()].map((sink) => {
      const { state, problem, delivered, deadLettered, inFlight } = sink.status();
      const position = sink.position();
      const { name, use, isolation = 'thread' } = sink.settings;
      const plugin = `${sink.plugin.packageName}@${sink.plugin.version}`.replace(/^@$/, sink.plugin.url);
      return {
        name,
        use,
        plugin,
        isolation,
        state,
        problem,
        delivered,
        deadLettered,
        inFlight,
        queue: Math.max(0, durable - position),
        position,
      };
    });
    const faulty = [...this.#faulty.values()].map(({ settings: { name, use, isolation = 'thread' }, faults }) => {
      const problem = { code: 'KH_CONFIG', message: faults.map((fault) => fault.message).join('; ') };
      return {
        name,
        use,
        plugin: '',
        isolation,
        state: 'misconfigured',
        problem,
        delivered: 0,
        deadLettered: 0,
        inFlight: 0,
        queue: 0,
        position: 0,
      };
    });
    return [...running, ...faulty];
  }
}

/**
 * Whether a sink wants an entry: by the decision in its header; for an entry from before the sink was known, by the match as it is now.
 */
function wantedBy(name: string, match: Decider, cluster: string, log: Log): (entry: Entry) => boolean {
  const rows = new WeakMap<SinkTable, number>();
  const rowIn = (table: SinkTable): number => {
    const known = rows.get(table);
    if (known !== undefined) return known;
    const row = table.sinks.findIndex((sink) => sink.name === name);
    rows.set(table, row);
    return row;
  };
  return (entry) => {
    const row = rowIn(entry.table);
    if (row !== -1) return entry.decisions[row] === 0;
    try {
      return match.decide(eventOf(entry, cluster)) === 0;
    } catch (error) {
      log.error(
        { sink: name, sequence: entry.sequence, err: error },
        'an event in the journal cannot be read; it is passed over',
      );
      return false;
    }
  };
}
