import type { Arrival, Destination, ExpectedAnswer } from '@kubeherald/sink-testkit';
import { type Gate, startGate } from '../gate.ts';
import { type InfluxdbServer, startInfluxdb } from './server.ts';

export const sink = new URL('../../../plugins/sink-influxdb/src/index.ts', import.meta.url);
export const user = 'writer';
export const password = 'kube-0123456789';

const answers: Readonly<Record<string, ExpectedAnswer>> = {
  'connection cut': { becomes: 'retry' },
  'no answer': { becomes: 'retry', never: true },
};
/** Bytes of a text field, at most. */
const fieldBytes = 65_536;

/** A real InfluxDB 1, behind a gate, as the conformance suite's destination. */
export class InfluxdbDestination implements Destination {
  readonly answers = answers;
  readonly limits = { field: { max: fieldBytes, unit: 'bytes' } } as const;
  readonly #measurement: string;
  readonly #messageOf: (row: Readonly<Record<string, unknown>>) => string;
  #server: InfluxdbServer | undefined;
  #gate: Gate | undefined;

  /** @param messageOf finds an event's message in a point of `measurement` */
  constructor(measurement: string, messageOf: (row: Readonly<Record<string, unknown>>) => string) {
    this.#measurement = measurement;
    this.#messageOf = messageOf;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#gate?.port}`;
  }

  async start(): Promise<void> {
    this.#server = await startInfluxdb();
    this.#gate = await startGate(this.#server.port);
    await this.#server.query(`CREATE USER ${user} WITH PASSWORD '${password}'`);
    await this.#server.query('CREATE DATABASE k8s');
    await this.#server.query(`GRANT WRITE ON k8s TO ${user}`);
  }

  async stop(): Promise<void> {
    await this.#gate?.stop();
    await this.#server?.stop();
  }

  async reset(): Promise<void> {
    if (this.#gate && this.#gate.state !== 'open') {
      this.#gate.cut();
      this.#gate.state = 'open';
    }
    await this.#server?.query(`DROP MEASUREMENT "${this.#measurement}"`, 'k8s').catch((error: unknown) => {
      // Before the first write there is none.
      if (!String(error).includes('not found')) throw error;
    });
  }

  async arrived(): Promise<readonly Arrival[]> {
    if (this.#gate?.state === 'silent') return this.#gate.swallowed > 0 ? [{ texts: [], accepted: false }] : [];
    const rows = (await this.#server?.query(`SELECT * FROM "${this.#measurement}" GROUP BY *`, 'k8s')) ?? [];
    return rows.map((row) => {
      const texts = Object.values(row).filter((value) => typeof value === 'string');
      const sizes = { field: Math.max(...texts.map((text) => Buffer.byteLength(text))) };
      return { texts: [this.#messageOf(row)], accepted: true, key: JSON.stringify(row), sizes };
    });
  }

  script(names: readonly (string | undefined)[]): void {
    if (this.#gate && names.includes('connection cut')) this.#gate.state = 'cut';
    if (this.#gate && names.includes('no answer')) this.#gate.state = 'silent';
  }
}
