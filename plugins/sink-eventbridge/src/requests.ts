import { grouped } from '@kubeherald/sink-sdk';

/** One event in a request. */
export interface Item {
  /** Index into the batch. */
  readonly index: number;
  /** The CloudEvent. */
  readonly json: string;
}

/** Bytes of a request, at most (help.aliyun.com/en/eventbridge/putevents). */
const mostBytes = 262_144;

/** Bytes of an item and the comma after it. */
const sizeOf = ({ json }: Item): number => Buffer.byteLength(json) + 1;

/**
 * Items in requests that keep the limits.
 * @param mostEvents of one request
 */
export function requestsOf(items: readonly Item[], mostEvents: number): readonly (readonly Item[])[] {
  // The brackets; the last item has no comma.
  return grouped(items, { bytesOf: sizeOf, mostBytes: mostBytes - 1, mostItems: mostEvents });
}

/** The body of a request. */
export const bodyOf = (items: readonly Item[]): string => `[${items.map(({ json }) => json).join(',')}]`;
