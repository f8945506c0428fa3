import { type ListOptions, readRevision } from './list-options.ts';
import { type Refusal, tooLarge } from './status.ts';

/** Where a watch begins. */
export type WatchStart =
  /** With everything that exists, then live; `bookmark` marks the end of the first part. */
  | { readonly kind: 'initial'; readonly bookmark: boolean; readonly tooLarge: Refusal | undefined }
  /** With what came after `revision`. */
  | { readonly kind: 'after'; readonly revision: number };

/** What the ERROR frame of a WatchList from the future tells the client to wait. */
const retryAfterSeconds = 3;

/**
 * Where a watch begins, by its options (apiserver, etcd3/watcher.go getStartWatchResourceVersion).
 * @throws Refusal 500 for a malformed resourceVersion.
 */
export function watchStart(options: ListOptions, current: number): WatchStart {
  const asked = readRevision(options.resourceVersion, true);
  const { sendInitialEvents, bookmarks } = options;
  if (sendInitialEvents === true) {
    const refusal = asked > current ? tooLarge(asked, current, retryAfterSeconds) : undefined;
    return { kind: 'initial', bookmark: bookmarks, tooLarge: refusal };
  }
  if (asked > 0) return { kind: 'after', revision: asked };
  if (sendInitialEvents === false) return { kind: 'after', revision: current };
  return { kind: 'initial', bookmark: bookmarks, tooLarge: undefined };
}
