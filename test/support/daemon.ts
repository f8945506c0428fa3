import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, type StartOptions, start } from './process.ts';
import { hasFields, parse } from './receiver.ts';

/** The program's file, to be run by node. */
export const binary = fileURLToPath(new URL('../../packages/cli/bin/kubeherald.js', import.meta.url));

/** What /api/v1/status says that tests look at. */
export interface Status {
  readonly version: string;
  readonly sinks: readonly {
    readonly name: string;
    readonly isolation: string;
    readonly state: string;
    readonly delivered: number;
    readonly deadLettered: number;
    readonly inFlight: number;
    readonly queue: number;
    readonly problem?: { readonly code: string; readonly message: string };
  }[];
}

const isStatus = (value: unknown): value is Status =>
  hasFields(value, { version: 'string' }) &&
  typeof value === 'object' &&
  value !== null &&
  'sinks' in value &&
  Array.isArray(value.sinks) &&
  value.sinks.every((sink) =>
    hasFields(sink, {
      name: 'string',
      isolation: 'string',
      state: 'string',
      delivered: 'number',
      deadLettered: 'number',
      inFlight: 'number',
      queue: 'number',
    }),
  );

/** The real binary, running. */
export interface Daemon {
  readonly child: Child;
  /** Address of the admin API. */
  readonly url: string;
  get(path: string): Promise<{ readonly status: number; readonly body: string }>;
  status(): Promise<Status>;
  /** The value of a metric's sample, found by its name and labels as printed; undefined when absent. */
  metric(sample: string): Promise<number | undefined>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | string>;
}

/** Writes `config` (JSON is YAML) into `folder` and returns the file's path. */
export function writeConfig(folder: string, config: object, name = 'config.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(config, null, 2));
  return file;
}

/** Runs the built binary with `parameters`. */
export function kubeherald(parameters: readonly string[], options: StartOptions = {}): Child {
  return start(process.execPath, [binary, ...parameters], { ...options, env: { ...process.env, ...options.env } });
}

/** Starts `kubeherald run` and waits until it has printed where its admin API listens. */
export async function startDaemon(configFile: string, options: StartOptions = {}): Promise<Daemon> {
  const child = kubeherald(['run', '--config', configFile], options);
  const url = await listening(child);
  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, body: await response.text() };
  };
  return {
    child,
    url,
    get,
    status: async () => parse((await get('/api/v1/status')).body, isStatus),
    metric: async (sample) => {
      const line = (await get('/metrics')).body.split('\n').find((one) => one.startsWith(`${sample} `));
      return line === undefined ? undefined : Number(line.slice(sample.length + 1));
    },
    stop: () => child.kill('SIGTERM'),
  };
}

/** The daemon logs to standard error, one JSON object a line; the one that says where the admin API listens carries `url`. */
function listening(child: Child): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = /"url":"(http:\/\/[^"]+)"/.exec(child.errors());
      if (match?.[1]) {
        child.process.stderr?.off('data', look);
        resolve(match[1].replace('0.0.0.0', '127.0.0.1'));
      }
    };
    child.process.stderr?.on('data', look);
    void child.ended.then((code) =>
      reject(new Error(`the daemon ended with ${code} before it listened:\n${child.errors()}`)),
    );
    look();
  });
}
