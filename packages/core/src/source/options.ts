import type { Scope } from '../revision.ts';
import { type BackoffPolicy, reflectorBackoff } from './backoff.ts';
import type { ConnectionOptions } from './connection.ts';
import type { EventsApi } from './paths.ts';

/** Where a scope begins that was never followed. */
export type SourceStartAt =
  /** Nothing old: the position is taken from a list of one. */
  | { readonly kind: 'now' }
  /** Everything that the API server still has. */
  | { readonly kind: 'oldest' }
  /** As `oldest`; the intake leaves out what is older than this (Unix ms). */
  | { readonly kind: 'since'; readonly at: number };

/** What to follow, and where to find it. */
export interface KubernetesSourceOptions extends ConnectionOptions {
  /** Which view of the events to read; they are the same stored objects. Default core/v1. */
  readonly api?: EventsApi;
  /** One scope (list, watch, position) each. Default: one for the whole cluster. */
  readonly namespaces?: readonly Scope[] | undefined;
  /** As kubectl's --selector. */
  readonly labelSelector?: string | undefined;
  /** As kubectl's --field-selector; the fields differ between the two views. */
  readonly fieldSelector?: string | undefined;
  /** Default `now`. */
  readonly startAt?: SourceStartAt;
  readonly timing?: Partial<Timing>;
}

/** Sizes and times of list and watch, each with the reason for its default. */
export interface Timing {
  /** Items of a page: client-go's, and half a megabyte. */
  readonly pageSize: number;
  /** Bytes of list items pushed at once. */
  readonly pushBytes: number;
  /**
   * Between two reads of a watch that brings little (ms), 0: none. While commits keep a distance, what is read sooner only waits for the
   * next commit, and waking the process for each event costs most of the CPU.
   */
  readonly readIntervalMs: number;
  /** Bytes pushed that are not durable, over all scopes, beyond which no socket is read: some thousands of events. */
  readonly outstandingBytes: number;
  /** A watch is asked to end after a random time between these (s): below the 5 minutes in which etcd forgets, on average. */
  readonly watchSecondsLow: number;
  readonly watchSecondsHigh: number;
  /** Beyond its own end, after which a watch's socket is taken for half-open (ms). */
  readonly watchGraceMs: number;
  /** For a watch's or page's answer to begin, and between any two parts of a page: with etcd gone a list hangs 60 s and says nothing (ms). */
  readonly pageTimeoutMs: number;
  /** For a list of one, which takes 5 ms (ms). */
  readonly probeTimeoutMs: number;
  /** A watch without a frame for so long is checked by a probe (ms): silence is not health, and the position must not be forgotten meanwhile. */
  readonly silenceMs: number;
  /** A watch that ends sooner, with no frame, has failed (ms); client-go's. */
  readonly veryShortMs: number;
  /** A 403 is reported when it lasts so long (ms): a starting API server refuses everybody for up to a second. */
  readonly forbiddenMs: number;
  /** A line of the watch beyond this is no frame (bytes): etcd holds 1.5 MB per object, which JSON can make six times as long. */
  readonly lineBytes: number;
  readonly backoff: BackoffPolicy;
}

/** The defaults of {@link Timing}. */
export const defaultTiming: Timing = {
  pageSize: 500,
  pushBytes: 512 * 1024,
  readIntervalMs: 0,
  outstandingBytes: 8 * 1024 * 1024,
  watchSecondsLow: 240,
  watchSecondsHigh: 480,
  watchGraceMs: 15_000,
  pageTimeoutMs: 60_000,
  probeTimeoutMs: 15_000,
  silenceMs: 180_000,
  veryShortMs: 1_000,
  forbiddenMs: 5_000,
  lineBytes: 16 * 1024 * 1024,
  backoff: reflectorBackoff,
};
