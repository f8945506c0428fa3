import type { KubeEvent, RawEvent } from '../event.ts';

/** Where events.k8s.io/v1 keeps what core/v1 has, by core/v1's name (k8s.io/kubernetes, pkg/apis/core/v1 and events/v1 conversion). */
const elsewhere = {
  involvedObject: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  reportingComponent: 'reportingController',
} as const;

const renamed: ReadonlySet<string> = new Set(Object.values(elsewhere));

/** How kube-eventer changes an event before a template sees it: a message loses its quotes, for its JSON would break on them. */
const withoutQuotes = (message: unknown) => (typeof message === 'string' ? message.replaceAll('"', '') : message);

/**
 * The event as an object of core/v1, which is what Go templates are written for, whatever the view it came in. An event without
 * `lastTimestamp`, as new recorders write them, gets one.
 * @param exact as kube-eventer: `eventTime` stands in for lastTimestamp, and the message has no quotes. Otherwise the event time does.
 */
export function coreEvent({ raw, time }: Pick<KubeEvent, 'raw' | 'time'>, exact: boolean): RawEvent {
  const event: Record<string, unknown> = Object.fromEntries(Object.entries(raw).filter(([name]) => !renamed.has(name)));
  for (const [name, other] of Object.entries(elsewhere)) {
    const value = raw[name] ?? raw[other];
    if (value !== undefined) event[name] = value;
  }
  const ofEvent = exact ? (raw.eventTime ?? time) : time;
  event.lastTimestamp = event.lastTimestamp ?? ofEvent;
  if (exact) event.message = withoutQuotes(event.message);
  return event;
}
