import type { KubeEvent } from '../event.ts';
import { rankOf, type Severity, severityOf } from './severity.ts';

/** All that a batch says of one object for one reason. */
export interface Row {
  readonly severity: Severity;
  /** The newest. */
  readonly event: KubeEvent;
  /** All of them, each in its newest revision. */
  readonly events: readonly KubeEvent[];
  /** How often: the newest counts of the row's events, added up. */
  readonly count: number;
  /** Unix ms of the newest event time; NaN: none is readable. */
  readonly lastMs: number;
  /** The earliest that is known, RFC 3339; `""`: none is. */
  readonly firstTime: string;
  /** Distinct messages, the newest first. */
  readonly messages: readonly string[];
}

/** The newest revision of each event, in the order in which they came last: a batch has the revisions of an event in their order. */
function newestOf(events: readonly KubeEvent[]): KubeEvent[] {
  const newest = new Map<string, KubeEvent>();
  for (const [index, event] of events.entries()) {
    const key = event.uid === '' ? `#${index}` : `${event.cluster}\n${event.uid}`;
    newest.delete(key);
    newest.set(key, event);
  }
  return [...newest.values()];
}

/** People know an object by its kind and name: a pod that was made again under its name is the same to them. */
const objectKey = ({ cluster, object }: KubeEvent): string =>
  `${cluster}\n${object.kind}\n${object.namespace}\n${object.name}`;

function rowOf(events: readonly KubeEvent[]): Row | undefined {
  let event: KubeEvent | undefined;
  let lastMs = Number.NaN;
  let severity: Severity = 'normal';
  let count = 0;
  let firstTime = '';
  const messages = new Set<string>();
  for (const one of events) {
    const at = Date.parse(one.time);
    // Not `at > lastMs`, for one of them may be NaN: of equal ones the later counts.
    if (event === undefined || !(at < lastMs)) {
      event = one;
      lastMs = at;
    }
    if (rankOf(severityOf(one.type)) < rankOf(severity)) severity = severityOf(one.type);
    count += one.count;
    if (one.firstTime !== '' && !(Date.parse(one.firstTime) > Date.parse(firstTime))) firstTime = one.firstTime;
    // To the end of the set, for the newest is read first.
    messages.delete(one.message);
    if (one.message !== '') messages.add(one.message);
  }
  return event && { severity, event, events, count, lastMs, firstTime, messages: [...messages].reverse() };
}

/** Whether `left` comes first: the worse, then the more frequent, then the newer. */
function compare(left: Row, right: Row): number {
  const byRank = rankOf(left.severity) - rankOf(right.severity);
  return byRank || right.count - left.count || (right.lastMs || 0) - (left.lastMs || 0);
}

/** What a batch is made of. */
export interface Grouping {
  /** One per object and reason: the worst first, then the most frequent, then the newest. */
  readonly rows: readonly Row[];
  /** Distinct events by severity. */
  readonly events: Readonly<Record<Severity, number>>;
  /** Distinct objects. */
  readonly objects: number;
}

/** Groups a batch by object and reason; several revisions of an event count as the newest. */
export function groupEvents(events: readonly KubeEvent[]): Grouping {
  const groups = new Map<string, KubeEvent[]>();
  const objects = new Set<string>();
  const counts = { warning: 0, other: 0, normal: 0 };
  for (const event of newestOf(events)) {
    counts[severityOf(event.type)]++;
    const object = objectKey(event);
    objects.add(object);
    const key = `${object}\n${event.reason}`;
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  const rows = [...groups.values()].map(rowOf).filter((row) => row !== undefined);
  return { rows: rows.sort(compare), events: counts, objects: objects.size };
}

/** How many rows of each severity. */
export function countRows(rows: readonly Row[]): Readonly<Record<Severity, number>> {
  const counts = { warning: 0, other: 0, normal: 0 };
  for (const { severity } of rows) counts[severity]++;
  return counts;
}
