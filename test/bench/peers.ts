import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Child, start } from '../support/process.ts';
import { hasFields, parse } from '../support/receiver.ts';
import { until } from '../support/until.ts';

const isAddress = (value: unknown): value is { url: string } => hasFields(value, { url: 'string' });
const isBegun = (value: unknown): value is { begun: string } => hasFields(value, { begun: 'string' });
const isWatching = (value: unknown): value is { watching: boolean } =>
  typeof value === 'object' && value !== null && 'watching' in value;

/** What a receiver saw. Lags in milliseconds. */
export interface Received {
  readonly events: number;
  readonly requests: number;
  /** Nanoseconds of the monotonic clock at the last request. */
  readonly lastAt: string;
  readonly lags: readonly number[];
}
const isReceived = (value: unknown): value is Received =>
  hasFields(value, { events: 'number', requests: 'number', lastAt: 'string' });

async function launch(file: string): Promise<{ child: Child; url: string }> {
  const child = start(process.execPath, [fileURLToPath(new URL(file, import.meta.url))]);
  return { child, url: parse(await child.line(), isAddress).url };
}

/** The frames' origin. */
export interface FrameServer {
  readonly url: string;
  /** Waits for a watcher, then sends. Resolves, when all was written, with the monotonic nanoseconds of the beginning. */
  burst(total: number): Promise<bigint>;
  steady(perSecond: number, total: number): Promise<bigint>;
  stop(): Promise<void>;
}

/** Starts the process that plays the API server. */
export async function startFrameServer(): Promise<FrameServer> {
  const { child, url } = await launch('./api-server-main.ts');
  const get = async (path: string) => (await fetch(`${url}/control/${path}`)).text();
  const send = async (path: string) => {
    await until('a watcher', async () => parse(await get('watching'), isWatching).watching);
    return BigInt(parse(await get(path), isBegun).begun);
  };
  return {
    url,
    burst: (total) => send(`burst?total=${total}`),
    steady: (perSecond, total) => send(`steady?perSecond=${perSecond}&total=${total}`),
    stop: async () => void (await child.kill('SIGKILL')),
  };
}

/** The webhook's destination. */
export interface BenchReceiver {
  readonly url: string;
  seen(): Promise<Received>;
  reset(): Promise<void>;
  /** Waits for so many events. */
  events(total: number, timeoutMs?: number): Promise<Received>;
  stop(): Promise<void>;
}

/** Starts the receiving process. */
export async function startBenchReceiver(): Promise<BenchReceiver> {
  const { child, url } = await launch('./receiver-main.ts');
  const seen = async () => parse(await (await fetch(`${url}/stats`)).text(), isReceived);
  return {
    url: `${url}/events`,
    seen,
    reset: async () => void (await fetch(`${url}/reset`)),
    events: (total, timeoutMs = 120_000) =>
      until(
        `${total} events at the receiver`,
        async () => {
          const now = await seen();
          return now.events >= total && now;
        },
        timeoutMs,
        20,
      ),
    stop: async () => void (await child.kill('SIGKILL')),
  };
}

/** What the kernel says of a process. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
}

/** Reads /proc: user and system time in seconds (100 ticks each, the kernel's USER_HZ), resident memory. */
export function usage(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / 100;
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { cpuSeconds, rssMiB: Number(rss?.[1] ?? 0) / 1024 };
}
