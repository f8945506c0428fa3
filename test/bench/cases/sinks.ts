import { type ServerSite, servers } from '../../services/sites/servers.ts';
import type { Figures } from '../row.ts';
import { startBench } from '../setup.ts';

/** Events before the clock starts: threads, sockets, the compiler and the server are warm. */
const warm = 1_000;
/** Events that are measured: some seconds each way at the fastest server and at the slowest. */
const measured = { batches: 20_000, oneByOne: 500 } as const;

/** Events per second through the whole daemon into one place of the server; the burst is longer than the lane's batch. */
async function rate(site: ServerSite, delivery: object, options: object, events: number): Promise<number> {
  const { sink, direct } = site;
  const bench = await startBench(() => [{ name: sink, use: sink, delivery, with: { ...direct, ...options } }]);
  try {
    await bench.frames.burst(warm);
    await bench.delivered(sink, warm);
    const begun = await bench.frames.burst(events);
    await bench.delivered(sink, warm + events);
    return events / (Number(process.hrtime.bigint() - begun) / 1e9);
  } finally {
    await bench.stop();
  }
}

/** A sink's batches at its real server, as they are by default, and one event at a time right after. */
async function measure(site: ServerSite): Promise<Figures> {
  const eventsPerSecond = await rate(site, {}, {}, measured.batches);
  const found = (await site.arrived()).length;
  if (found === 0) throw new Error(`${site.destination} has nothing of what ${site.sink} delivered`);
  // Elsewhere in the server: the same events once more would be known to it.
  const oneByOnePerSecond = await rate(site, { maxEvents: 1 }, { [site.place]: 'singles' }, measured.oneByOne);
  return { eventsPerSecond, oneByOnePerSecond, ratioToOneByOne: eventsPerSecond / oneByOnePerSecond };
}

/** One case for each sink that has a real server; undefined where that is missing, which is said loudly. */
export const sinks: Readonly<Record<string, () => Promise<Figures | undefined>>> = Object.fromEntries(
  Object.entries(servers).map(([sink, { why, start }]) => [
    `sink-${sink}`,
    async () => {
      const reason = why();
      if (reason !== undefined) {
        process.stderr.write(`${reason}\n`);
        return undefined;
      }
      const site = await start();
      try {
        return await measure(site);
      } finally {
        await site.end();
      }
    },
  ]),
);
