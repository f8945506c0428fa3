import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { ReadConfig } from './read.ts';
import type { Config, SinkConfig } from './resolved.ts';
import { secretFiles } from './secrets.ts';

/** What a new config means for the sinks. */
export interface SinkChanges {
  readonly added: readonly SinkConfig[];
  readonly changed: readonly SinkConfig[];
  readonly removed: readonly string[];
  /** Settings outside the sinks that differ: they need a restart of the daemon. */
  readonly restart: readonly string[];
}

/** Compares two configs: only what changed is restarted. */
export function compareConfigs(before: Config, after: Config): SinkChanges {
  const known = new Map(before.sinks.map((sink) => [sink.name, sink]));
  const wanted = new Set(after.sinks.map((sink) => sink.name));
  const restart = (['cluster', 'kubernetes', 'journal', 'admin', 'shutdownMs'] as const).filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  );
  return {
    added: after.sinks.filter((sink) => !known.has(sink.name)),
    changed: after.sinks.filter((sink) => known.has(sink.name) && !isDeepStrictEqual(known.get(sink.name), sink)),
    removed: before.sinks.map((sink) => sink.name).filter((name) => !wanted.has(name)),
    restart,
  };
}

/** How often the file is looked at: a ConfigMap is swapped by the kubelet within a minute, so a few seconds more are not felt. */
const everyMs = 2_000;

/**
 * Watches the file's content, for a ConfigMap is swapped by a symbolic link that file system events miss. Calls `changed` with what
 * reading it gave, good or faulty, each time the content has changed; runs until `signal` aborts.
 */
export async function watchConfig(
  file: string,
  read: (file: string) => Promise<ReadConfig>,
  changed: (result: ReadConfig) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let seen = await contentHash(file);
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
    const now = await contentHash(file);
    if (now === seen) continue;
    seen = now;
    await changed(await read(file));
  }
}

/** Of the content of the file and of the files it takes secrets from; the reason when one cannot be read, which is a change too. */
async function contentHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  const add = async (path: string): Promise<string> => {
    try {
      const content = await readFile(path, 'utf8');
      hash.update(content);
      return content;
    } catch (error) {
      hash.update(error instanceof Error ? error.message : String(error));
      return '';
    }
  };
  for (const secret of secretFiles(await add(file))) await add(secret);
  return hash.digest('hex');
}
