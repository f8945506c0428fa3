import { hash } from 'node:crypto';
import type { EncodedEvent } from '@kubeherald/sink-host';
import type { Entry } from '../record.ts';

/** Numbers that go into the id per event: sequence, time received, object. */
const numbersPerEvent = 3;
/** 64 bits: far more than the batches that one destination ever remembers. */
const idDigits = 16;

/**
 * The batch's id: the same for the same events, whenever and however often they are batched. Two batches with equal borders may
 * differ inside (a half settled batch, another match, a journal begun anew), and a destination that takes the id for its
 * idempotency key would then lose events: so all events go into it.
 */
export function batchId(sink: string, shard: number, entries: readonly Entry[]): string {
  const numbers = new Float64Array(entries.length * numbersPerEvent);
  let at = 0;
  for (const entry of entries) {
    numbers[at] = entry.sequence;
    numbers[at + 1] = entry.receivedAt;
    numbers[at + 2] = entry.objectKey;
    at += numbersPerEvent;
  }
  const first = entries[0]?.sequence ?? 0;
  const last = entries.at(-1)?.sequence ?? 0;
  const digest = hash('sha256', numbers, 'hex').slice(0, idDigits);
  return `${encodeURIComponent(sink)}-${shard}-${first}-${last}-${digest}`;
}

/** The events as a worker gets them: the stored bytes, neither copied nor parsed here. */
export function encodeEvents(entries: readonly Entry[]): EncodedEvent[] {
  return entries.map((entry) => ({ change: entry.change, bytes: entry.payload }));
}
