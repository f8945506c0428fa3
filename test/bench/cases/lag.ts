import { usage } from '../peers.ts';
import type { Figures } from '../row.ts';
import { startBench } from '../setup.ts';
import { quantile } from '../statistics.ts';

const warmUpSeconds = 10;

async function lag(perSecond: number, total: number, journal: object): Promise<Figures> {
  const bench = await startBench(
    (url) => [{ name: 'webhook', use: 'webhook', with: { url, batch: 'array' } }],
    journal,
  );
  try {
    await bench.frames.burst(5_000);
    await bench.receiver.events(5_000);
    // A daemon runs for days: what V8 spends on compiling within the first seconds is not what a flow costs.
    await bench.frames.steady(perSecond, perSecond * warmUpSeconds);
    await bench.receiver.events(5_000 + perSecond * warmUpSeconds);
    await bench.receiver.reset();
    const before = usage(bench.pid);
    await bench.frames.steady(perSecond, total);
    const seen = await bench.receiver.events(total);
    const after = usage(bench.pid);
    return {
      lagP50Ms: quantile(seen.lags, 0.5),
      lagP99Ms: quantile(seen.lags, 0.99),
      cpuSecondsPer100k: ((after.cpuSeconds - before.cpuSeconds) / total) * 100_000,
    };
  } finally {
    await bench.stop();
  }
}

/** Ten events a second: an idle flow, which waits for no timer. */
export const lag10 = (): Promise<Figures> => lag(10, 100, {});

/** A thousand events a second at the defaults: commits at most every 10 ms. */
export const lag1000 = (): Promise<Figures> => lag(1_000, 20_000, {});

/** The same with a commit as soon as the one before has ended. */
export const lag1000Eager = (): Promise<Figures> => lag(1_000, 20_000, { commitInterval: '0ms' });
