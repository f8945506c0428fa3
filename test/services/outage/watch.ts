import type { Daemon } from '../../support/daemon.ts';
import type { Site } from '../sites/site.ts';

/** A line of the daemon's log. */
export interface LogLine {
  /** Unix ms. */
  readonly time: number;
  readonly sink: string;
  /** pino's numbers: 30 info, 40 warning, 50 error. */
  readonly level: number;
  readonly text: string;
}

const warning = 40;
const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What the daemon has logged about its sinks so far. */
export function logOf(daemon: Daemon): readonly LogLine[] {
  return daemon.child
    .errors()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line): unknown => JSON.parse(line))
    .filter(isFields)
    .map(({ time, sink, level, msg }) => ({
      time: Date.parse(String(time)),
      sink: String(sink),
      level: Number(level),
      text: String(msg),
    }));
}

/** Warnings and errors about a sink. */
export function complaints(daemon: Daemon, sink: string): readonly string[] {
  return logOf(daemon)
    .filter((line) => line.sink === sink && line.level >= warning)
    .map(({ text }) => text);
}

/** What a sink and its destination have done so far. */
export interface Doings {
  /** Deliveries that the lane asked for. */
  readonly attempts: number;
  /** Connections that came to the destination's gate. */
  readonly connections: number;
  readonly delivered: number;
}

/** Of a sink that did nothing yet. */
const nothing: Doings = { attempts: 0, connections: 0, delivered: 0 };

/** By sink. */
export async function doingsOf(daemon: Daemon, sites: readonly Site[]): Promise<ReadonlyMap<string, Doings>> {
  const metrics = (await daemon.get('/metrics')).body;
  const { sinks } = await daemon.status();
  return new Map(
    sites.map(({ sink, connections }) => {
      const [, attempts = '0'] = new RegExp(`_sink_delivery_seconds_count{sink="${sink}"} (\\d+)`).exec(metrics) ?? [];
      const delivered = sinks.find(({ name }) => name === sink)?.delivered ?? 0;
      return [sink, { attempts: Number(attempts), connections: connections(), delivered }] as const;
    }),
  );
}

/** What a sink did between two looks. */
export function since(before: ReadonlyMap<string, Doings>, after: ReadonlyMap<string, Doings>, sink: string): Doings {
  const [then, now] = [before.get(sink) ?? nothing, after.get(sink) ?? nothing];
  return {
    attempts: now.attempts - then.attempts,
    connections: now.connections - then.connections,
    delivered: now.delivered - then.delivered,
  };
}

/** What of the owed marks has come. A thing may name its mark twice, in a title and in a text; only a second thing with it is a repetition. */
export interface Tally {
  readonly arrived: number;
  readonly repeats: number;
  readonly missing: readonly string[];
}

/** Looks for marks in what arrived. */
export function tally(things: readonly string[], owed: readonly string[]): Tally {
  const seen = new Map<string, number>();
  for (const thing of things) {
    for (const mark of new Set(thing.match(/kh[a-z]\d{6}/g) ?? [])) seen.set(mark, (seen.get(mark) ?? 0) + 1);
  }
  const missing = owed.filter((mark) => !seen.has(mark));
  const repeats = owed.reduce((sum, mark) => sum + Math.max(0, (seen.get(mark) ?? 0) - 1), 0);
  return { arrived: owed.length - missing.length, repeats, missing };
}
