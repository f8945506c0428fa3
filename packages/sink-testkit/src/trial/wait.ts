import { setTimeout as wait } from 'node:timers/promises';

const pauseMs = 5;

/** Waits until `holds` does; false when it did not within `boundMs`. */
export async function until(holds: () => Promise<boolean> | boolean, boundMs: number): Promise<boolean> {
  const startedAt = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedAt > boundMs) return false;
    await wait(pauseMs);
  }
  return true;
}
