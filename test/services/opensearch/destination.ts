import type { Arrival, Destination, ExpectedAnswer } from '@kubeherald/sink-testkit';
import { type Gate, startGate } from '../gate.ts';
import { type Distribution, type SearchServer, startSearch } from './server.ts';

export const sink = new URL('../../../plugins/sink-elasticsearch/src/index.ts', import.meta.url);
export const user = 'writer';
export const password = 'kube-0123456789';

const answers: Readonly<Record<string, ExpectedAnswer>> = {
  'connection cut': { becomes: 'retry' },
  'no answer': { becomes: 'retry', never: true },
};

/** A document as a search finds it. */
export interface Found {
  readonly id: string;
  readonly index: string;
  readonly source: Readonly<Record<string, unknown>>;
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Every document of the indices and data streams that a pattern names, once all that was written can be found. */
export async function documents(server: SearchServer, pattern: string): Promise<readonly Found[]> {
  await server.ask('POST', `/${pattern}/_refresh?expand_wildcards=all`);
  const answer = await server.ask('GET', `/${pattern}/_search?size=10000&expand_wildcards=open,hidden`);
  const all = isFields(answer) && isFields(answer.hits) && Array.isArray(answer.hits.hits) ? answer.hits.hits : [];
  return all.filter(isFields).map(({ _id, _index, _source }) => ({
    id: String(_id),
    index: String(_index),
    source: isFields(_source) ? _source : {},
  }));
}

/** A real OpenSearch or Elasticsearch, behind a gate, as the conformance suite's destination. */
export class SearchDestination implements Destination {
  readonly answers = answers;
  readonly limits = {};
  readonly #distribution: Distribution;
  #server: SearchServer | undefined;
  #gate: Gate | undefined;

  constructor(distribution: Distribution) {
    this.#distribution = distribution;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#gate?.port}`;
  }

  async start(): Promise<void> {
    this.#server = await startSearch(this.#distribution, `${user}:${password}`);
    this.#gate = await startGate(this.#server.port);
    // The first index of a new node takes it seconds.
    await this.#server.ask('PUT', '/kubernetes-events-first/_doc/first', {});
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
    if (this.#server === undefined) return;
    // Not the indices: to make one takes the server longer than a check.
    const found = await documents(this.#server, 'kubernetes-events*');
    const deletions = found.map(({ id, index }) => ({ delete: { _index: index, _id: id } }));
    if (deletions.length > 0) await this.#server.ask('POST', '/_bulk?refresh=true', deletions);
  }

  async arrived(): Promise<readonly Arrival[]> {
    if (this.#gate?.state === 'silent') return this.#gate.swallowed > 0 ? [{ texts: [], accepted: false }] : [];
    if (this.#server === undefined) return [];
    const found = await documents(this.#server, 'kubernetes-events*');
    return found.map(({ id, source }) => ({ texts: [String(source.message)], accepted: true, key: id }));
  }

  script(names: readonly (string | undefined)[]): void {
    if (this.#gate && names.includes('connection cut')) this.#gate.state = 'cut';
    if (this.#gate && names.includes('no answer')) this.#gate.state = 'silent';
  }
}
