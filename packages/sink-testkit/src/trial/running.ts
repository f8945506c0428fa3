import { randomUUID } from 'node:crypto';
import {
  type DescribeResult,
  type EncodedEvent,
  type GivenOptions,
  type Outcome,
  type SinkWorker,
  startSinkWorker,
} from '@kubeherald/sink-host';
import type { Said } from './said.ts';

/** Milliseconds for a delivery that nothing holds up: generous, for the machine may be busy. */
const patientMs = 20_000;

/** What is delivered: an event as the host sends it. */
export interface Deliverable {
  readonly encoded: EncodedEvent;
}

/** A delivery's particulars. */
export interface DeliverHow {
  /** Milliseconds. Default 20,000. */
  readonly deadlineMs?: number;
  /** The batch's. Default: a new one. */
  readonly id?: string;
  /** Default 1. */
  readonly attempt?: number;
}

/** A sink that runs in a thread of its own, as the daemon runs it. */
export class RunningSink {
  readonly #worker: SinkWorker;
  readonly #said: Said;

  constructor(plugin: string, options: GivenOptions, said: Said, graceMs = 5000) {
    this.#said = said;
    this.#worker = startSinkWorker({
      plugin,
      name: 'testkit',
      cluster: 'testkit',
      options,
      log: said.log,
      logLevel: 'debug',
      // What `kubeherald send` shows must hide credentials, too.
      answers: true,
      graceMs,
      onRestart: () => {},
    });
  }

  describe(): Promise<DescribeResult> {
    return this.#worker.describe();
  }

  async open(): Promise<Outcome> {
    return this.#said.outcome(await this.#worker.open());
  }

  async deliver(events: readonly Deliverable[], how: DeliverHow = {}): Promise<Outcome> {
    const { deadlineMs = patientMs, id = randomUUID(), attempt = 1 } = how;
    const encoded = events.map((event) => event.encoded);
    return this.#said.outcome(await this.#worker.deliver({ id, attempt, events: encoded }, deadlineMs));
  }

  async check(deadlineMs = patientMs): Promise<Outcome> {
    return this.#said.outcome(await this.#worker.check(deadlineMs));
  }

  async reopen(): Promise<Outcome> {
    return this.#said.outcome(await this.#worker.reopen(patientMs));
  }

  /** @param deadlineMs after it a running delivery is aborted */
  async close(deadlineMs = patientMs): Promise<void> {
    await this.#worker.close(deadlineMs);
  }
}
