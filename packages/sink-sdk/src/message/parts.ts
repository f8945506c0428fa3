import type { KubeEvent } from '../event.ts';
import type { Message } from './style.ts';

/** One message of a batch, and the events that it is made of. */
export interface Part<Made> {
  readonly made: Made;
  readonly events: readonly KubeEvent[];
}

/**
 * A batch in as few messages as can be, so that each of its objects and reasons is named in one: what a digest has no room for goes into
 * the next one.
 * @param make one message of the events; `message` tells which it has no room for
 */
export function* partsOf<Made extends { readonly message: Message }>(
  events: readonly KubeEvent[],
  make: (events: readonly KubeEvent[]) => Made,
): Generator<Part<Made>> {
  let left = events;
  while (left.length > 0) {
    const made = make(left);
    const { named, rest } = made.message;
    // None of the rows fits beside the digest's own lines: each of them has more room alone.
    if (named === 0 && rest.length > 1) {
      const half = Math.ceil(rest.length / 2);
      yield* partsOf(rest.slice(0, half), make);
      yield* partsOf(rest.slice(half), make);
      return;
    }
    const later = named === 0 ? [] : rest;
    const waiting = new Set(later);
    yield { made, events: left.filter((event) => !waiting.has(event)) };
    left = later;
  }
}
