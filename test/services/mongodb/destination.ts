import type { Arrival, Destination, ExpectedAnswer } from '@kubeherald/sink-testkit';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { type Gate, startGate } from '../gate.ts';
import { type MongodbServer, startMongodb } from './server.ts';

export const sink = new URL('../../../plugins/sink-mongodb/src/index.ts', import.meta.url);

const answers: Readonly<Record<string, ExpectedAnswer>> = {
  'connection cut': { becomes: 'retry' },
  'no answer': { becomes: 'retry', never: true },
};

/** A server of MongoDB, behind a gate, as the conformance suite's destination. */
export class MongodbDestination implements Destination {
  readonly answers = answers;
  readonly limits = {};
  #server: MongodbServer | undefined;
  #gate: Gate | undefined;
  #client: MongoClient | undefined;

  get url(): string {
    return `mongodb://127.0.0.1:${this.#gate?.port}/?directConnection=true`;
  }

  /** Past the gate. */
  get directUrl(): string {
    return `mongodb://127.0.0.1:${this.#server?.port}/?directConnection=true`;
  }

  /** What the sink goes through. */
  get gate(): Gate {
    if (this.#gate === undefined) throw new TypeError('the destination has not started');
    return this.#gate;
  }

  /** What the sink writes into by default. */
  get collection(): Collection<Document> {
    if (this.#client === undefined) throw new TypeError('the destination has not started');
    return this.#client.db('k8s').collection('event');
  }

  async start(): Promise<void> {
    this.#server = await startMongodb();
    this.#gate = await startGate(this.#server.port);
    this.#client = new MongoClient(`mongodb://127.0.0.1:${this.#server.port}`);
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    await this.#gate?.stop();
    await this.#server?.stop();
  }

  async reset(): Promise<void> {
    if (this.#gate && this.#gate.state !== 'open') {
      this.#gate.cut();
      this.#gate.state = 'open';
    }
    await this.collection.deleteMany({});
  }

  async arrived(): Promise<readonly Arrival[]> {
    if (this.#gate?.state === 'silent') return this.#gate.swallowed > 0 ? [{ texts: [], accepted: false }] : [];
    const found = await this.collection.find().toArray();
    return found.map(({ _id, message }) => ({ texts: [String(message)], accepted: true, key: String(_id) }));
  }

  script(names: readonly (string | undefined)[]): void {
    if (this.#gate && names.includes('connection cut')) this.#gate.state = 'cut';
    if (this.#gate && names.includes('no answer')) this.#gate.state = 'silent';
  }
}
