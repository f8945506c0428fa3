import { setInterval } from 'node:timers/promises';
import { collectGarbage, type Host } from '@kubeherald/core';

/** How often it is looked whether the start is over (ms). */
const lookMs = 1_000;

/** Once the first list or watch has been answered nothing happens for a while: what loading left behind is collected at once and given back, about 8 MB. */
export async function collectStartUp(host: Host): Promise<void> {
  let wasSynced = false;
  for await (const _ of setInterval(lookMs, undefined, { ref: false })) {
    // One more interval: the sinks' first connections leave something behind too.
    if (wasSynced) break;
    const { source } = await host.status();
    wasSynced = source.scopes.every(({ synced }) => synced);
  }
  collectGarbage();
}
