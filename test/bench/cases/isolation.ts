import { fileURLToPath } from 'node:url';
import type { Figures } from '../row.ts';
import { startBench } from '../setup.ts';
import { quantile } from '../statistics.ts';

/** JavaScript, as published plugins are: these threads start again and again, and stripping types would be most of what that takes. */
const sick = (name: string) => fileURLToPath(new URL(`../sick-sinks/${name}.js`, import.meta.url));
const perSecond = 200;
const total = 4_000;

async function p99(others: readonly object[]): Promise<{ p50: number; p99: number }> {
  const bench = await startBench((url) => [
    ...others,
    { name: 'healthy', use: 'webhook', with: { url, batch: 'array' } },
  ]);
  try {
    await bench.frames.burst(2_000);
    await bench.receiver.events(2_000);
    await bench.receiver.reset();
    await bench.frames.steady(perSecond, total);
    const seen = await bench.receiver.events(total);
    return { p50: quantile(seen.lags, 0.5), p99: quantile(seen.lags, 0.99) };
  } finally {
    await bench.stop();
  }
}

/** A healthy sink beside one that loops for ever, one whose worker exits on every call, and one that takes ten seconds a batch; compared with the same sink alone in the same run. */
export async function isolation(): Promise<Figures> {
  const alone = await p99([]);
  const beside = await p99([
    { name: 'loops', use: sick('loops'), delivery: { timeout: '2s' } },
    { name: 'exits', use: sick('exits') },
    { name: 'slow', use: sick('slow') },
  ]);
  return { lagP50Ms: beside.p50, lagP99Ms: beside.p99, ratioToAlone: beside.p99 / alone.p99 };
}
