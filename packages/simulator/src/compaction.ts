import type { Clock } from './clock.ts';
import type { Store } from './objects.ts';

/**
 * Compacts every `intervalMs` up to the revision of one interval before, as kube-apiserver's compactor does: history
 * is one to two intervals long. 0 never does. The returned function stops it.
 */
export function startCompaction(store: Store, clock: Clock, intervalMs: number): () => void {
  if (intervalMs <= 0) return () => {};
  let seen = store.revision;
  let cancel = () => {};
  const tick = () => {
    // After a restore or a change of cluster the old mark may lie in the future.
    store.compact(Math.min(seen, store.revision));
    seen = store.revision;
    cancel = clock.after(intervalMs, tick);
  };
  cancel = clock.after(intervalMs, tick);
  return () => cancel();
}
