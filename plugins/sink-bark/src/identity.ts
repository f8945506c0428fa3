import { createHash } from 'node:crypto';
import type { KubeEvent } from '@kubeherald/sink-sdk';

export type Update = 'event' | 'reason' | 'never';

/** Characters: 192 bits, and within the 64 bytes that APNs allows a collapse identifier. */
export const identityLength = 32;

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, identityLength);
}

const uidOf = ({ uid, id }: KubeEvent): string => uid || id;

/**
 * By what the phone knows a notification: a later one of the same identity takes its place. A digest's is that of its revisions, so
 * that it is replaced when it is sent again after a failure, and by nothing else.
 * @param single whether it is about one object and one reason
 * @returns undefined when nothing may replace it
 */
export function identityOf(events: readonly KubeEvent[], single: boolean, update: Update): string | undefined {
  const [first] = events;
  if (update === 'never' || first === undefined) return undefined;
  if (!single) return hash(['digest', ...events.map(({ id }) => id)]);
  if (update === 'event') return hash(['event', first.cluster, ...new Set(events.map(uidOf).sort())]);
  const { kind, namespace, name } = first.object;
  return hash(['reason', first.cluster, kind, namespace, name, first.reason]);
}
