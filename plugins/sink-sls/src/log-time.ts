import type { KubeEvent } from '@kubeherald/sink-sdk';
import { factsOf } from '@kubeherald/sink-sdk/kube-eventer';

/** What SLS takes: a log that is older, or further ahead, is refused or never found. */
const oldestMs = 7 * 86_400_000;
const aheadMs = 15 * 60_000;

/** The time of a log. */
export interface LogTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * The event's time, or that of the delivery when SLS would not take it; the log has the event's own among its contents.
 * @param time RFC 3339 in UTC
 * @param now Unix ms
 */
export function logTime(time: string, now: number): LogTime {
  const at = Date.parse(time);
  if (Number.isNaN(at) || at < now - oldestMs || at > now + aheadMs) {
    return { seconds: Math.floor(now / 1000), nanoseconds: (now % 1000) * 1e6 };
  }
  const fraction = /\.(\d{1,9})/.exec(time)?.[1] ?? '';
  return { seconds: Math.floor(at / 1000), nanoseconds: Number(fraction.padEnd(9, '0')) };
}

/** How the time of an event's log is chosen. @param now Unix ms */
export type TimeOf = (event: KubeEvent, now: number) => LogTime;

export const acceptedTime: TimeOf = ({ time }, now) => logTime(time, now);

/** kube-eventer's time, in whole seconds; of an event without any, or from before 1970, that of the delivery. */
export const kubeEventerTime: TimeOf = (event, now) => {
  const seconds = Math.floor(Date.parse(factsOf(event).time) / 1000);
  return { seconds: seconds > 0 ? seconds : Math.floor(now / 1000), nanoseconds: 0 };
};
