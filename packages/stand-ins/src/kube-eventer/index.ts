import { readFileSync } from 'node:fs';

type Fields = { readonly [field: string]: unknown };

/** A request that the real kube-eventer sent. */
export interface RecordedRequest {
  readonly method: string;
  /** As on the wire, with placeholders for hosts. */
  readonly url: string;
  readonly body: string;
  /** The lines of a bulk request of Elasticsearch, decoded. */
  readonly bulk_lines?: readonly Fields[];
  /** A request of SLS, decoded. */
  readonly log_group?: Fields;
}

/** A case recorded from the real kube-eventer; test/data/kube-eventer/README.md describes the fields. */
export interface RecordedCase {
  readonly id: string;
  readonly title: string;
  readonly args: readonly string[];
  readonly timezone: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly batches?: readonly (readonly unknown[])[];
  readonly expect: {
    readonly alive: boolean;
    readonly requests: readonly RecordedRequest[];
    readonly records?: readonly Fields[];
  };
}

const folder = new URL('../../../../test/data/kube-eventer/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

/** The events of the cases by their names, as an API server sends them. */
export const recordedEvents: Readonly<Record<string, Fields>> = JSON.parse(read('events.json'));

/** The cases of one sink, under kube-eventer's name of it. */
export function recordedCases(sink: string): readonly RecordedCase[] {
  return read('vectors.jsonl')
    .trim()
    .split('\n')
    .filter((line) => line.includes(`"sink": "${sink}"`) || line.includes(`"sink":"${sink}"`))
    .map((line): RecordedCase => JSON.parse(line));
}

/** The events of each batch of a case, in their order. */
export function batchesOf({ batches = [] }: Pick<RecordedCase, 'batches'>): readonly (readonly Fields[])[] {
  return batches.map((names) =>
    names.flatMap((name): readonly Fields[] => {
      const raw = typeof name === 'string' ? recordedEvents[name.replace(/^MODIFIED:/, '')] : undefined;
      return raw === undefined ? [] : [raw];
    }),
  );
}
