import { readFileSync } from 'node:fs';
import { type Fields, fields, list, strings, text, texts } from './parse.ts';

/** One event as the API server sends it. */
export type EventObject = Fields;

/** A request as the destination got it, or as it was recorded of kube-eventer. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Of a body that is no text. */
  readonly bodyBase64: string | undefined;
}

/** What a recorder answers. */
export interface WireReply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface RecordedRequest extends WireRequest {
  readonly reply: WireReply;
  /** The event that it carries, by name. */
  readonly event: string | undefined;
}

export interface ConfigMap {
  readonly namespace: string;
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}

/** One recorded case; the words are those of test/data/kube-eventer/README.md. */
export interface Vector {
  readonly id: string;
  readonly sink: string;
  readonly title: string;
  readonly args: readonly string[];
  /** Undefined: the usual one. */
  readonly source: readonly string[] | undefined;
  readonly timezone: string;
  readonly env: Readonly<Record<string, string>>;
  readonly configMaps: readonly ConfigMap[];
  readonly forbidsConfigMaps: boolean;
  readonly tls: boolean;
  readonly viaProxy: boolean;
  readonly caTrusted: boolean;
  readonly batches: readonly (readonly string[])[];
  readonly expect: {
    readonly alive: boolean;
    readonly exitCode: number | undefined;
    readonly requests: readonly RecordedRequest[];
    readonly events: readonly string[] | undefined;
    /** As recorded, for what only some sinks have. */
    readonly raw: Readonly<Record<string, unknown>>;
  };
}

const folder = new URL('../../data/kube-eventer/', import.meta.url);

/** The events of the cases, by name. */
export function readEvents(): ReadonlyMap<string, EventObject> {
  const parsed: unknown = JSON.parse(readFileSync(new URL('events.json', folder), 'utf8'));
  return new Map(Object.entries(fields(parsed)).map(([name, event]) => [name, fields(event)]));
}

/** The recorded cases whose id begins so, in their order. */
export function readVectors(prefix: string): readonly Vector[] {
  const lines = readFileSync(new URL('vectors.jsonl', folder), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => vector(fields(JSON.parse(line))))
    .filter(({ id }) => id.startsWith(prefix));
}

function vector(from: EventObject): Vector {
  const expected = fields(from.expect);
  const receiver = fields(from.receiver ?? {});
  return {
    id: text(from.id),
    sink: text(from.sink),
    title: text(from.title),
    args: texts(from.args ?? []),
    source: from.source === undefined ? undefined : texts(from.source),
    timezone: text(from.timezone),
    env: strings(from.env ?? {}),
    configMaps: list(from.configmaps ?? []).map(configMap),
    forbidsConfigMaps: from.cm_forbidden === true,
    tls: receiver.tls === true,
    viaProxy: receiver.via_proxy === true,
    caTrusted: receiver.ca_trusted !== false,
    batches: list(from.batches ?? []).map(texts),
    expect: {
      alive: expected.alive === true,
      exitCode: typeof expected.exit_code === 'number' ? expected.exit_code : undefined,
      requests: list(expected.requests ?? []).map(request),
      events: expected.events === undefined || expected.events === null ? undefined : texts(expected.events),
      raw: expected,
    },
  };
}

function configMap(value: unknown): ConfigMap {
  const { namespace, name, data } = fields(value);
  return { namespace: text(namespace), name: text(name), data: strings(data ?? {}) };
}

function request(value: unknown): RecordedRequest {
  const { method, url, headers, body, body_base64: base64, reply, event } = fields(value);
  const answered = fields(reply ?? { status: 200, headers: [], body: '' });
  return {
    method: text(method),
    url: text(url),
    headers: list(headers ?? []).map(pair),
    body: typeof body === 'string' ? body : '',
    bodyBase64: typeof base64 === 'string' ? base64 : undefined,
    event: typeof event === 'string' ? event : undefined,
    reply: {
      status: typeof answered.status === 'number' ? answered.status : 200,
      headers: list(answered.headers ?? []).map(pair),
      body: typeof answered.body === 'string' ? answered.body : '',
    },
  };
}

function pair(value: unknown): readonly [string, string] {
  const [name, content] = texts(value);
  return [name ?? '', content ?? ''];
}
