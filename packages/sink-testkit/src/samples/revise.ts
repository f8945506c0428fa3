import type { RawEvent } from '@kubeherald/sink-sdk';
import { isFields } from '../schema.ts';

/** Milliseconds until it happens again: enough to differ also where times are kept in whole seconds. */
const laterMs = 60_000;

/** Characters of `2026-11-21T04:33:38`; what follows, a fraction or none, stays as the API group writes it. */
const toSecond = 19;

function later(time: unknown): unknown {
  if (typeof time !== 'string') return time;
  return new Date(Date.parse(time) + laterMs).toISOString().slice(0, toSecond) + time.slice(toSecond);
}

const oneMore = (count: unknown): number => (typeof count === 'number' ? count : 1) + 1;

/** The event after it happened once more: the same uid, a new resourceVersion, counted up, seen later; in the shape of its API group. */
export function revise(raw: RawEvent, resourceVersion: string): RawEvent {
  const metadata = { ...(isFields(raw.metadata) ? raw.metadata : {}), resourceVersion };
  if (isFields(raw.series)) {
    const { count, lastObservedTime } = raw.series;
    return {
      ...raw,
      metadata,
      series: { ...raw.series, count: oneMore(count), lastObservedTime: later(lastObservedTime) },
    };
  }
  return { ...raw, metadata, count: oneMore(raw.count), lastTimestamp: later(raw.lastTimestamp) };
}
