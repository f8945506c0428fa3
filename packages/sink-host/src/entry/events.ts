import { type KubeEvent, normaliseEvent } from '@kubeherald/sink-sdk';
import { decodeEvents } from '../batch.ts';
import { codes } from '../codes.ts';
import { flatten } from '../flatten.ts';
import type { EventRefusal, Outcome } from '../protocol.ts';
import { isFields } from './unknown-options.ts';

/** The events of a batch, and refusals of those that are no JSON object. */
export interface ReadEvents {
  readonly events: readonly KubeEvent[];
  /** For each of `events` its index in the batch that was sent. */
  readonly indexes: readonly number[];
  readonly unreadable: readonly EventRefusal[];
}

/** Parses and normalises the events of an encoded batch. One that cannot be parsed is refused for good: its bytes will not change. */
export function readEvents(buffer: ArrayBuffer, cluster: string): ReadEvents {
  const events: KubeEvent[] = [];
  const indexes: number[] = [];
  const unreadable: EventRefusal[] = [];
  for (const [index, { json, change }] of decodeEvents(buffer).entries()) {
    try {
      const raw: unknown = JSON.parse(json);
      if (!isFields(raw)) throw new TypeError(`the event is ${raw === null ? 'null' : typeof raw}; expected an object`);
      events.push(normaliseEvent(raw, { cluster, change }));
      indexes.push(index);
    } catch (error) {
      unreadable.push({ index, retry: false, error: { ...flatten(error), code: codes.eventUnreadable } });
    }
  }
  return { events, indexes, unreadable };
}

/** The outcome for the readable events, as one for the whole batch. */
export function withUnreadable(outcome: Outcome, { indexes, unreadable }: ReadEvents): Outcome {
  if (unreadable.length === 0) return outcome;
  if (outcome.kind === 'accepted') return { kind: 'partial', refusals: unreadable };
  if (outcome.kind !== 'partial') return outcome;
  const moved = outcome.refusals.map((refusal) => ({ ...refusal, index: indexes[refusal.index] ?? refusal.index }));
  return { kind: 'partial', refusals: [...moved, ...unreadable].sort((one, other) => one.index - other.index) };
}
