import type { KubeEvent } from '@kubeherald/sink-sdk';

/**
 * Unix ms of the event time as the journal keeps it: not after the receipt, for the API server accepts times up to the year
 * 9999 and one such event would make everything after it look old to a new epoch; and not before 1970. A time that names no
 * day counts as just received.
 * @param receivedAt Unix ms
 */
export function eventAt(event: KubeEvent, receivedAt: number): number {
  const at = Date.parse(event.time);
  return Number.isNaN(at) ? receivedAt : Math.max(0, Math.min(at, receivedAt));
}
