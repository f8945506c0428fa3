import type { Scope } from '../revision.ts';
import type { RestartReason } from './failure.ts';
import type { UnreadableReason } from './frame.ts';

/** Types of watch frames; anything else is `unknown`, so that a metric's labels stay bounded. */
export type FrameType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR' | 'unknown';

/** What the source counts; the host maps it to metrics. */
export interface SourceObserver {
  /** Frames of one read. */
  frames(scope: Scope, type: FrameType, count: number): void;
  /** A line or list item that was no frame; `partial`: the last line of a stream that was cut in its middle. */
  unreadable(scope: Scope, reason: UnreadableReason | 'partial'): void;
  /** A watch ended, or a request has to be repeated. */
  restarted(scope: Scope, reason: RestartReason): void;
  /** The server was heard; Unix ms. */
  heard(scope: Scope, at: number): void;
  /** A part of a list was pushed. */
  listed(scope: Scope, items: number, bytes: number): void;
  /** Bytes pushed that are not durable, when reading stops because there are too many; 0: it goes on. */
  paused(scope: Scope, bytes: number): void;
}

/** Counts nothing. */
export const noObserver: SourceObserver = {
  frames: () => undefined,
  unreadable: () => undefined,
  restarted: () => undefined,
  heard: () => undefined,
  listed: () => undefined,
  paused: () => undefined,
};
