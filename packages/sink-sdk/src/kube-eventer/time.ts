import type { KubeEvent } from '../event.ts';
import { utcTime } from '../timestamp.ts';

/**
 * The time that kube-eventer gives an event, RFC 3339 in UTC: when it was last seen, or else its `eventTime`. It does not look at `series`.
 * Where it would take the time of the call, here it is the event time, which stays the same over retries.
 */
export function occurredTime({ raw, time }: KubeEvent): string {
  return utcTime(raw.lastTimestamp ?? raw.deprecatedLastTimestamp) || utcTime(raw.eventTime) || time;
}

/** kube-eventer's time of the first occurrence; `""` where the event has none, as those that have only an `eventTime`. */
export function firstOccurredTime({ raw }: KubeEvent): string {
  return utcTime(raw.firstTimestamp ?? raw.deprecatedFirstTimestamp);
}
