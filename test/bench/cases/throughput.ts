import { fileURLToPath } from 'node:url';
import { usage } from '../peers.ts';
import type { Figures } from '../row.ts';
import { startBench } from '../setup.ts';

/** Events of one burst. */
const total = 200_000;
/** Sent first and not counted: threads, sockets and the compiler are warm, as in a daemon that has run for a while. */
const warm = 50_000;

/** A sink that accepts and does nothing. */
export const noop = fileURLToPath(new URL('../noop-sink.ts', import.meta.url));

async function measure(
  sinks: (url: string) => readonly object[],
  sink: string,
  events: number,
): Promise<Omit<Figures, 'ratioToParseLimit'> & { eventsPerSecond: number }> {
  const bench = await startBench(sinks);
  try {
    await bench.frames.burst(warm);
    await bench.delivered(sink, warm);
    const before = usage(bench.pid);
    const begun = await bench.frames.burst(events);
    await bench.delivered(sink, warm + events);
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
