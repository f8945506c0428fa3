import type { KubeEvent, RawEvent } from '../event.ts';
import { firstOccurredTime, occurredTime } from './time.ts';

/** What kube-eventer reads of an event, where it reads another field than KubeEvent does. */
export interface Facts {
  /**
   * RFC 3339 in UTC: when it was last seen, or else its `eventTime`; `series` is not looked at. Where kube-eventer would take the time of
   * the call, here it is the event time, which stays the same over retries.
   */
  readonly time: string;
  /** `firstTimestamp`; empty where the event has none, as those that have only an `eventTime`. */
  readonly firstTime: string;
  /** `count`; 0 where the event has none. */
  readonly count: number;
  /** `source.component`; empty where the event has only a `reportingController`. */
  readonly component: string;
  /** `involvedObject.resourceVersion`. */
  readonly objectRevision: string;
}

const isFields = (value: unknown): value is RawEvent => typeof value === 'object' && value !== null;

function textIn(value: unknown, name: string): string {
  const found = isFields(value) ? value[name] : undefined;
  return typeof found === 'string' ? found : '';
}

/** Go writes no zeros at the end of a fraction. */
const asGo = (time: string): string => time.replace(/(\.\d*?)0+Z$/, '$1Z').replace('.Z', 'Z');

export function factsOf(event: KubeEvent): Facts {
  const { raw } = event;
  const count = raw.count ?? raw.deprecatedCount;
  return {
    time: asGo(occurredTime(event)),
    firstTime: asGo(firstOccurredTime(event)),
    count: typeof count === 'number' ? count : 0,
    component: textIn(raw.source ?? raw.deprecatedSource, 'component'),
    objectRevision: textIn(raw.involvedObject ?? raw.regarding, 'resourceVersion'),
  };
}
