import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary } from '../../support/daemon.ts';
import { type Child, start } from '../../support/process.ts';
import { until } from '../../support/until.ts';

/** The built program, started as `/kube-eventer` is. */
export interface Program {
  readonly child: Child;
  /** The lines of its log that say something other than that all is well: their messages. */
  complaints(): readonly string[];
  /** All of its log. */
  log(): string;
  /** Lines of standard output. Not those of readline, for which U+2028 ends a line too. */
  output(): readonly string[];
  /** Where it serves health and metrics. */
  readonly url: string;
  /** Settles when so many events are received, and every sink has delivered or given up what it wants of them. */
  settled(received: number): Promise<void>;
  /** Settles when so many events are received, and `enough` holds. */
  told(received: number, enough: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** What a program is started with. */
export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What a container executes, with `/kube-eventer` for the program, behind which `args` come. Default: the program. */
  readonly words?: readonly string[];
  /** PEM of an authority that it is to trust. */
  readonly ca?: string;
}

/** Only what a process needs: proxies and credentials of the machine are none of a case's business. */
const bare = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: tmpdir(),
  // Every sink is a thread that loads its plugin: compiled once, all cases together take a third of the time.
  NODE_COMPILE_CACHE: join(tmpdir(), 'kube-eventer-compiled'),
});

/** Starts the program and does not wait. */
export function startProgram(options: ProgramOptions): { readonly child: Child; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'kube-eventer-'));
  const program = join(folder, 'kube-eventer');
  symlinkSync(binary, program);
  const ca = join(folder, 'ca.pem');
  if (options.ca !== undefined) writeFileSync(ca, options.ca);
  const env = { ...bare(), ...(options.ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca }), ...options.env };
  const own = [process.execPath, program, ...options.args];
  const [file = '', ...words] = (options.words ?? ['/kube-eventer']).flatMap((word) =>
    word === '/kube-eventer' ? own : [word.replace(/(?<=\s)\/kube-eventer(?=\s)/, own.join(' '))],
  );
  const child = start(file, words, { env });
  return { child, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts the program in memory, on a free port, and waits until it serves. */
export async function runProgram(options: ProgramOptions): Promise<Program> {
  const own = ['--healthz-ip=127.0.0.1', '--healthz-port=0', '--journal=memory'];
  const { child, remove } = startProgram({ ...options, args: [...own, ...options.args] });
  let output = '';
  child.process.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const ended = child.ended.then((code) => {
    throw new Error(`the program ended with ${code}:\n${child.errors()}`);
  });
  ended.catch(() => undefined);
  const url = await Promise.race([
    until('the program serves', () => /"url":"(http:\/\/[^"]+)"/.exec(child.errors())?.[1]),
    ended,
  ]);
  const samples = async (): Promise<ReadonlyMap<string, number>> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return new Map(
      [...text.matchAll(/^(kubeherald_\S+) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]),
    );
  };
  return {
    child,
    url,
    output: () => output.split('\n').filter((line) => line !== ''),
    log: () => child.errors(),
    complaints: () => messages(child.errors(), (level) => level > 30),
    settled: async (received) => {
      let left = '';
      const done = async () => {
        const now = await samples();
        left = leftOf(now, received);
        return left === '';
      };
      await until('every sink is done', done, 180_000).catch((error: unknown) => {
        throw new Error(`${left}\n${child.errors().slice(-4000)}`, { cause: error });
      });
    },
    told: async (received, enough) => {
      await until(`${received} events are received, and enough came of them`, async () => {
        const now = await samples();
        return sumOf(now, 'events_received_total', '') >= received && enough();
      }).catch((error: unknown) => {
        throw new Error(child.errors().slice(-4000), { cause: error });
      });
    },
    stop: async () => {
      await child.kill('SIGTERM');
      remove();
    },
  };
}

/** Of the samples of a metric that have these labels. */
function sumOf(now: ReadonlyMap<string, number>, name: string, labels: string): number {
  return [...now].reduce(
    (all, [sample, value]) => all + (sample.startsWith(`kubeherald_${name}{`) && sample.includes(labels) ? value : 0),
    0,
  );
}

/** What is still to come, in words; empty: nothing. What a sink wanted it has delivered or refused for good. */
function leftOf(now: ReadonlyMap<string, number>, received: number): string {
  const sum = (name: string, labels: string) => sumOf(now, name, labels);
  if (sum('events_received_total', '') < received) return `fewer than ${received} events are received`;
  const sinks = [...now.keys()].flatMap(
    (sample) => /^kubeherald_sink_events_matched_total\{sink="([^"]+)"\}/.exec(sample)?.[1] ?? [],
  );
  const busy = sinks.filter((sink) => {
    const label = `sink="${sink}"`;
    const settled = sum('sink_events_delivered_total', label) + sum('sink_dead_letters_total', label);
    return settled < sum('sink_events_matched_total', label);
  });
  return busy.length === 0 ? '' : `not done: ${busy.join(', ')}`;
}

/** The messages of log lines, JSON each, of some levels (pino's: 30 info, 40 warn, 50 error). */
export function messages(log: string, wanted: (level: number) => boolean): readonly string[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      const parsed: unknown = JSON.parse(line);
      if (typeof parsed !== 'object' || parsed === null || !('level' in parsed) || !('msg' in parsed)) return [];
      return typeof parsed.level === 'number' && wanted(parsed.level) ? [String(parsed.msg)] : [];
    });
}
