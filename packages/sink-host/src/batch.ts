import type { Change } from '@kubeherald/sink-sdk';
import type { EncodedEvent } from './protocol.ts';

/*
 * A batch between threads is one ArrayBuffer, so that it is transferred and not cloned: a head of 32-bit words (the number of events,
 * then for each its length in bytes, doubled, plus 1 when it was modified), then the events' bytes one after the other.
 * Words are in the machine's own order: both ends run on one machine.
 */
const wordBytes = 4;

/** Copies the events into one buffer that may be transferred; theirs stay as they are. */
export function encodeEvents(events: readonly EncodedEvent[]): ArrayBuffer {
  const headBytes = (events.length + 1) * wordBytes;
  let total = headBytes;
  for (const event of events) total += event.bytes.byteLength;
  const buffer = new ArrayBuffer(total);
  const head = new Uint32Array(buffer, 0, events.length + 1);
  const body = new Uint8Array(buffer);
  head[0] = events.length;
  let offset = headBytes;
  let word = 1;
  for (const { bytes, change } of events) {
    head[word++] = bytes.byteLength * 2 + (change === 'modified' ? 1 : 0);
    body.set(bytes, offset);
    offset += bytes.byteLength;
  }
  return buffer;
}

/** One event out of {@link encodeEvents}, its JSON still to be parsed. */
export interface DecodedEvent {
  readonly change: Change;
  readonly json: string;
}

/** The events of an encoded batch, in order. */
export function decodeEvents(buffer: ArrayBuffer): DecodedEvent[] {
  const [count = 0] = new Uint32Array(buffer, 0, 1);
  const head = new Uint32Array(buffer, wordBytes, count);
  const body = Buffer.from(buffer);
  let offset = (count + 1) * wordBytes;
  return Array.from(head, (word) => {
    const end = offset + (word >>> 1);
    const json = body.toString('utf8', offset, end);
    offset = end;
    return { change: word % 2 === 1 ? 'modified' : 'added', json };
  });
}
