import { fileURLToPath } from 'node:url';
import type { Cluster } from './cluster.ts';
import type { Emitted, EmitterOptions } from './emitter-main.ts';
import { start } from './process.ts';
import { hasFields, parse, readLines } from './receiver.ts';

/** A writer of events in a process of its own. */
export interface Emitter {
  /** Stops writing; resolves with what the API server accepted and refused. */
  stop(): Promise<{ readonly accepted: number; readonly failed: number }>;
  /** Resolves when `total` writes were made. */
  done(): Promise<{ readonly accepted: number; readonly failed: number }>;
  emitted(): readonly Emitted[];
}

const isTotal = (value: unknown): value is { accepted: number; failed: number } =>
  hasFields(value, { accepted: 'number', failed: 'number' });
const isEmitted = (value: unknown): value is Emitted =>
  hasFields(value, { at: 'number', uid: 'string', resourceVersion: 'string', object: 'string' });

/** Starts writing to `cluster`; every accepted write is a line of the file `ledger`. */
export function startEmitter(cluster: Cluster, options: Omit<EmitterOptions, 'server' | 'token' | 'caFile'>): Emitter {
  const complete: EmitterOptions = {
    ...options,
    server: cluster.server,
    token: cluster.token,
    ...(cluster.caFile === undefined ? {} : { caFile: cluster.caFile }),
  };
  const child = start(process.execPath, [
    fileURLToPath(new URL('./emitter-main.ts', import.meta.url)),
    JSON.stringify(complete),
  ]);
  const total = async () => parse(await child.line(), isTotal);
  return {
    stop: () => {
      child.process.stdin?.end();
      return total();
    },
    done: total,
    emitted: () => readLines(options.ledger, isEmitted),
  };
}
