import type { KubeEvent, RawEvent } from '@kubeherald/sink-sdk';
import { normaliseEvent } from '@kubeherald/sink-sdk/event';
import type { Entry } from '../record.ts';

/**
 * The event of a journal entry.
 * @throws SyntaxError when its bytes are no JSON object, which the API server never sends.
 */
export function eventOf({ payload, change }: Entry, cluster: string): KubeEvent {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
  const raw: unknown = JSON.parse(text);
  if (!isRaw(raw)) throw new SyntaxError(`expected a JSON object, found ${text.slice(0, 40)}`);
  return normaliseEvent(raw, { cluster, change });
}

function isRaw(value: unknown): value is RawEvent {
  return typeof value === 'object' && value !== null;
}
