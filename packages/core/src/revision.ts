import type { Change, RawEvent } from '@kubeherald/sink-sdk';

/**
 * A resourceVersion up to which everything in a scope has been taken: a decimal string, compared by length, then digits (KEP-5504).
 * See {@link comparePositions}.
 */
export type Position = string;

/** What one watch covers: `""` is the whole cluster, anything else one namespace. */
export type Scope = string;

/** One stored state of an event as its source delivered it: parsed once, with the bytes it came in. */
export interface Revision {
  readonly change: Change;
  readonly resourceVersion: Position;
  /** The Event object, core/v1 or events.k8s.io/v1. List items lack kind and apiVersion. */
  readonly object: RawEvent;
  /** UTF-8 JSON of `object` as received; may be a view into a larger buffer. */
  readonly bytes: Uint8Array;
}

/** Why revisions are pushed: they decide how the position may move (architecture, guarantees 2 and 6). */
export type Push =
  /** Frames of a watch, in resourceVersion order. `position` is the last frame's resourceVersion (of any type, DELETED and BOOKMARK too). */
  | {
      readonly kind: 'watch';
      readonly scope: Scope;
      readonly revisions: readonly Revision[];
      readonly position: Position;
    }
  /** Part of a list, by resourceVersion within itself; the position does not move. */
  | { readonly kind: 'page'; readonly scope: Scope; readonly revisions: readonly Revision[] }
  /** The list is complete: everything at or below `position` has been pushed. */
  | { readonly kind: 'listed'; readonly scope: Scope; readonly position: Position }
  /** The server's resourceVersions are below the stored position (restored etcd, another cluster): what follows starts anew. */
  | { readonly kind: 'epoch'; readonly scope: Scope; readonly position: Position; readonly reason: string };

/** Compares two positions: negative when `left` is older, 0 when equal, positive when newer. Both must be decimal digits without leading zero. */
export function comparePositions(left: Position, right: Position): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether `text` is a resourceVersion that can be compared: decimal digits, no leading zero, at most 2^128-1 (KEP-5504). */
export function isPosition(text: string): boolean {
  return /^[1-9][0-9]{0,38}$/.test(text);
}
