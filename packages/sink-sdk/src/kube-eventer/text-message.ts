import { goTimeText } from '@kubeherald/go-template/time';
import type { KubeEvent } from '../event.ts';
import { occurredTime } from './time.ts';

/**
 * The text that kube-eventer sends to DingTalk and WeCom: labels, the last one first, then a line for each field, which ends with a space.
 * @param time of the event, as it is to be shown
 */
export function textMessage(event: KubeEvent, labels: readonly string[], time: string): string {
  const fields = [
    ['Level', event.type],
    ['Kind', event.object.kind],
    ['Namespace', event.namespace],
    ['Name', event.name],
    ['Reason', event.reason],
    ['Timestamp', time],
    ['Message', event.message],
  ];
  const lines = fields.map(([name, value]) => `${name}:${value}`).join(' \n');
  return `${labels
    .toReversed()
    .map((label) => `${label}\n`)
    .join('')}${lines}`;
}

/** kube-eventer's time of an event as Go prints it: `2024-03-01 10:03:04 +0800 CST`. `zone`: IANA name; undefined: the machine's. */
export function occurredTimeText(event: KubeEvent, zone: string | undefined): string {
  return goTimeText(occurredTime(event), zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
}
