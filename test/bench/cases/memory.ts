import { setTimeout as wait } from 'node:timers/promises';
import { usage } from '../peers.ts';
import type { Figures } from '../row.ts';
import { startBench } from '../setup.ts';

const total = 1_000_000;
const step = 100_000;
/** A daemon idles for hours; by then it has given back what starting took. */
const idleMs = 10_000;

/** Resident memory with one webhook sink: idle after the start, the highest seen while a million events go through, and idle after these. */
export async function memory(): Promise<Figures> {
  const bench = await startBench((url) => [
    { name: 'webhook', use: 'webhook', delivery: { maxEvents: 500 }, with: { url, batch: 'array' } },
  ]);
  try {
    await bench.frames.burst(10);
    await bench.delivered('webhook', 10);
    await wait(idleMs);
    const rssIdleMiB = usage(bench.pid).rssMiB;
    let rssPeakMiB = 0;
    const watch = setInterval(() => {
      rssPeakMiB = Math.max(rssPeakMiB, usage(bench.pid).rssMiB);
    }, 50);
    for (let sent = 0; sent < total; sent += step) {
      await bench.frames.burst(step);
      await bench.delivered('webhook', 10 + sent + step);
    }
    clearInterval(watch);
    await wait(idleMs);
    return { rssIdleMiB, rssPeakMiB, rssAfterMiB: usage(bench.pid).rssMiB };
  } finally {
    await bench.stop();
  }
}
