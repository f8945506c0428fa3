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

/** Who takes what was read. */
export interface ConfigTaker {
  /** Takes a config, good or faulty. `again`: it is the one that was taken last. Never rejects. */
  take(read: ReadConfig, again: boolean): Promise<void>;
  /** Whether something failed with the last one that may go well now, though the config is the same. */
  isDue(): Promise<boolean>;
}

/**
 * Watches the file's content, for a ConfigMap is swapped by a symbolic link that file system events miss. Each time the content has
 * changed it is read and given to `taker`, and the last one again when that is due; runs until `signal` aborts.
 * @param seen digest of the content before it was read first, so that a change since then is none that goes unseen
 */
export async function watchConfig(
  file: string,
  read: (file: string) => Promise<ReadConfig>,
  taker: ConfigTaker,
  clock: Clock,
  signal: AbortSignal,
  seen: string,
): Promise<void> {
  let last: ReadConfig | undefined;
  let known = seen;
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
    const now = await contentDigest(file);
    const again = now === known;
    if (again && !(await taker.isDue())) continue;
    if (!again || last === undefined) {
      last = undefined;
      try {
        last = await read(file);
      } catch (error) {
        // It stays a change that was not seen, so the next look reads it again.
        await taker.take(unread(file, error), again);
        continue;
      }
      known = now;
    }
    await taker.take(last, again);
  }
}

function unread(file: string, error: unknown): ReadConfig {
  const reason = error instanceof Error ? error.message : String(error);
  const faults = [`${file}: reading it failed: ${reason}`];
  return { kind: 'faulty', faults, sound: new Map(), cut: new Set(), places: new Map() };
}

/** Of the content of the file and of the files it takes secrets from; the reason when one cannot be read, which is a change too. */
export async function contentDigest(file: string): Promise<string> {
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
