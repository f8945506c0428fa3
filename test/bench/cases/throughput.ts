import { fileURLToPath } from 'node:url';
import { usage } from '../peers.ts';
import type { Figures } from '../row.ts';
import { startBench } from '../setup.ts';

/** Events of one burst; enough that start-up of the flow does not count. */
const total = 100_000;

/** A sink that accepts and does nothing. */
export const noop = fileURLToPath(new URL('../noop-sink.ts', import.meta.url));

async function measure(
  sinks: (url: string) => readonly object[],
  sink: string,
  events: number,
): Promise<Omit<Figures, 'ratioToParseLimit'> & { eventsPerSecond: number }> {
  const bench = await startBench(sinks);
  try {
    // One small burst first: threads, sockets and the compiler are warm, as in a daemon that has run for a while.
    await bench.frames.burst(5_000);
    await bench.delivered(sink, 5_000);
    const before = usage(bench.pid);
    const begun = await bench.frames.burst(events);
    await bench.delivered(sink, 5_000 + events);
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    const after = usage(bench.pid);
    return {
      eventsPerSecond: events / seconds,
      cpuSecondsPer100k: ((after.cpuSeconds - before.cpuSeconds) / events) * 100_000,
    };
  } finally {
    await bench.stop();
  }
}

/** Source, intake, journal with fdatasync, lane, worker thread, and a sink that does nothing. */
export async function sourceJournalNoop(parseLimit: number): Promise<Figures> {
  const result = await measure(() => [{ name: 'noop', use: noop, delivery: { maxEvents: 500 } }], 'noop', total);
  return { ...result, ratioToParseLimit: result.eventsPerSecond / parseLimit };
}

/** All the way to a receiver in its own process, in batches. */
export async function webhookBatch(parseLimit: number): Promise<Figures> {
  const result = await measure(
    (url) => [{ name: 'webhook', use: 'webhook', delivery: { maxEvents: 500 }, with: { url, batch: 'array' } }],
    'webhook',
    total,
  );
  return { ...result, ratioToParseLimit: result.eventsPerSecond / parseLimit };
}

/** All the way, one event a request. */
export async function webhookSingle(bareLoop: number): Promise<Figures> {
  const result = await measure(
    (url) => [{ name: 'webhook', use: 'webhook', with: { url, batch: 'single' } }],
    'webhook',
    20_000,
  );
  return { ...result, ratioToBareLoop: result.eventsPerSecond / bareLoop };
}
