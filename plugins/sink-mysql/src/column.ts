import type { KubeEvent } from '@kubeherald/sink-sdk';
import { factsOf } from '@kubeherald/sink-sdk/kube-eventer';

/** What a column is given: text, a number, a time (RFC 3339 in UTC; `eventers` is kube-eventer's), or JSON, which cannot be cut. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'time'; readonly time: string; readonly eventers: string }
  | { readonly kind: 'json'; readonly json: string };

/** A column that this sink fills. */
export interface Field {
  readonly name: string;
  /** How the sink itself would declare it. */
  readonly definition: string;
  /** kube-eventer's: a table without it is none for events. */
  readonly required: boolean;
  readonly value: (event: KubeEvent) => Value;
}

/** The largest count that Kubernetes knows (int32), and that an INT holds. */
const mostCount = 2_147_483_647;

const name = "VARCHAR(255) NOT NULL DEFAULT ''";
const text =
  (of: (event: KubeEvent) => string) =>
  (event: KubeEvent): Value => ({ kind: 'text', text: of(event) });
const time =
  (of: (event: KubeEvent) => string, field: 'time' | 'firstTime') =>
  (event: KubeEvent): Value => ({ kind: 'time', time: of(event), eventers: factsOf(event)[field] });

function field(name: string, definition: string, value: Field['value'], required: boolean): Field {
  return { name, definition, value, required };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The labels of the involved object when the daemon adds them, else of the Event itself. */
function labelsOf({ object, raw }: KubeEvent): string {
  const own = isRecord(raw.metadata) ? raw.metadata.labels : undefined;
  const enriched = 'labels' in object ? object.labels : undefined;
  const labels = isRecord(enriched) ? enriched : isRecord(own) ? own : {};
  // A lone surrogate is no JSON to MySQL.
  return JSON.stringify(labels, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
}

/** All that can be written, in the order of the table that this sink makes. kube-eventer's columns keep their names and meaning. */
export const fields: readonly Field[] = [
  field(
    'cluster',
    name,
    text((event) => event.cluster),
    false,
  ),
  field(
    'namespace',
    name,
    text((event) => event.object.namespace),
    true,
  ),
  field(
    'kind',
    name,
    text((event) => event.object.kind),
    true,
  ),
  field(
    'name',
    name,
    text((event) => event.object.name),
    true,
  ),
  field(
    'object_uid',
    name,
    text((event) => event.object.uid),
    false,
  ),
  field(
    'type',
    name,
    text((event) => event.type),
    true,
  ),
  field(
    'reason',
    name,
    text((event) => event.reason),
    true,
  ),
  // The next larger than TEXT, whose 65,535 bytes are fewer than a message may have.
  field(
    'message',
    'MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL',
    text((event) => event.message),
    true,
  ),
  field(
    'component',
    name,
    text((event) => event.source.component),
    false,
  ),
  field(
    'node',
    name,
    text((event) => event.source.node),
    false,
  ),
  field('labels', 'JSON NULL', (event) => ({ kind: 'json', json: labelsOf(event) }), false),
  field(
    'count',
    'INT UNSIGNED NOT NULL DEFAULT 1',
    (event) => ({ kind: 'number', number: Math.min(Math.trunc(event.count), mostCount) }),
    false,
  ),
  // 191 characters of 4 bytes are the most that every row format takes into an index (767 bytes).
  field(
    'event_id',
    'VARCHAR(191) NOT NULL',
    text((event) => event.uid),
    true,
  ),
  field(
    'first_occurrence_time',
    'DATETIME(6) NULL',
    time((event) => event.firstTime || event.time, 'firstTime'),
    true,
  ),
  // These two come last: an update compares with them, and the server assigns from left to right.
  field(
    'resource_version',
    'VARCHAR(64) CHARACTER SET ascii NULL',
    text((event) => event.resourceVersion),
    false,
  ),
  field(
    'last_occurrence_time',
    'DATETIME(6) NULL',
    time((event) => event.time, 'time'),
    true,
  ),
];
