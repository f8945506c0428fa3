import { grouped, type KubeEvent, truncate } from '@kubeherald/sink-sdk';
import type { Columns, Layout, Value } from './columns.ts';

/** One event in a batch request. */
export interface Item {
  /** Index into the batch of the daemon. */
  readonly index: number;
  readonly text: string;
  readonly bytes: number;
}

/** Bytes of a text: below any reading of the documented 64 KB. */
const textBytes = 64_000;
/** Bytes of one event in JSON. Source: docs.honeycomb.io/api/events. */
const eventBytes = 1_000_000;
/** Bytes of the two brackets around a batch. */
const bracketBytes = 2;
/** Events in one request: so that the answer, with an error for each, is within the 64 KiB that the client keeps. */
const mostEvents = 250;

/** Bytes of a text down to which all are cut before columns are left out, the last of them first: those are labels. */
const leastTextBytes = 500;

function reduced(columns: Columns, mostColumns: number, mostTextBytes: number): Columns {
  const cut = (value: Value) => (typeof value === 'string' ? truncate(value, mostTextBytes, { unit: 'bytes' }) : value);
  const kept = Object.entries(columns).slice(0, mostColumns);
  return Object.fromEntries(kept.map(([name, value]) => [name, cut(value)]));
}

/** An event as it stands in a batch: time and columns, within the API's limits and those of a request. */
export function itemOf(event: KubeEvent, index: number, layout: Layout, requestBytes: number): Item {
  const most = Math.min(eventBytes, requestBytes - bracketBytes);
  // A date that does not exist would have the event refused; without one it gets the time of its arrival.
  const said = layout.timeOf(event);
  const time = Number.isNaN(Date.parse(said)) ? undefined : said;
  const columns = layout.columnsOf(event);
  let mostColumns = Object.keys(columns).length;
  let mostTextBytes = textBytes;
  for (;;) {
    const text = JSON.stringify({ time, samplerate: 1, data: reduced(columns, mostColumns, mostTextBytes) });
    const bytes = Buffer.byteLength(text);
    if (bytes <= most || mostColumns <= 1) return { index, text, bytes };
    if (mostTextBytes > leastTextBytes) mostTextBytes = Math.floor(mostTextBytes / 2);
    else mostColumns = Math.floor(mostColumns / 2);
  }
}

/** Items in requests of at most `requestBytes` each. */
export function requestsOf(items: readonly Item[], requestBytes: number): readonly (readonly Item[])[] {
  // With each item a comma, but for the last.
  const mostBytes = requestBytes - bracketBytes + 1;
  return grouped(items, { bytesOf: ({ bytes }) => bytes + 1, mostBytes, mostItems: mostEvents });
}

export const bodyOf = (items: readonly Item[]): string => `[${items.map(({ text }) => text).join(',')}]`;
