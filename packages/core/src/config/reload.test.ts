import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { parseConfig, type ReadConfig, readConfig } from './read.ts';
import { readConfigAside } from './read-aside.ts';
import { type ConfigTaker, compareConfigs, contentDigest, watchConfig } from './reload.ts';
import type { Config } from './resolved.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubeherald-reload-'));
const stop = new AbortController();
afterAll(() => {
  stop.abort();
  rmSync(folder, { recursive: true, force: true });
});

const config = async (text: string): Promise<Config> => {
  const read = await parseConfig('config.yaml', text, { env: {}, readFile: () => '' });
  if (read.kind === 'faulty') throw new Error(read.faults.join('\n'));
  return read.config;
};

/** A clock whose sleepers wait for a tick. */
function ticking() {
  let tick: () => void = () => undefined;
  const clock = {
    now: () => 0,
    random: () => 0,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        tick = resolve;
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  };
  return { clock, tick: () => tick() };
}

/** Remembers what it takes; due when `due` says so. */
const remembering = (seen: ReadConfig[], due: () => boolean = () => false): ConfigTaker => ({
  take: async (read) => void seen.push(read),
  isDue: async () => due(),
});

describe('a changed config', () => {
  it('restarts only the sinks that changed', async () => {
    const before = await config('sinks: [{ name: a, use: log }, { name: b, use: log }, { name: c, use: log }]');
    const after = await config(
      'sinks: [{ name: b, use: log, match: { level: Warning } }, { name: c, use: log }, { name: d, use: log }]',
    );
    const changes = compareConfigs(before, after);
    expect(changes.added.map((sink) => sink.name)).toEqual(['d']);
    expect(changes.changed.map((sink) => sink.name)).toEqual(['b']);
    expect(changes.removed).toEqual(['a']);
    expect(changes.restart).toEqual([]);
  });

  it('names what needs a restart of the daemon', async () => {
    const before = await config('sinks: [{ name: a, use: log }]');
    const after = await config('cluster: other\nadmin: { port: 1 }\nsinks: [{ name: a, use: log }]');
    expect(compareConfigs(before, after).restart).toEqual(['cluster', 'admin']);
  });

  it("is seen when a ConfigMap's symbolic link is swapped, good or faulty", async () => {
    const write = (version: string, text: string) => {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'config.yaml'), text);
      symlinkSync(version, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    write('one', 'sinks: [{ name: a, use: log }]');
    const file = join(folder, 'config.yaml');
    symlinkSync('..data/config.yaml', file);
    const seen: ReadConfig[] = [];
    const { clock, tick } = ticking();
    const watching = watchConfig(
      file,
      (path) => readConfig(path),
      remembering(seen),
      clock,
      stop.signal,
      await contentDigest(file),
    );
    await vi.waitFor(() => tick());
    write('two', 'sinks: [{ name: b, use: log }]');
    await vi.waitFor(() => {
      tick();
      expect(seen[0]).toMatchObject({ kind: 'good', config: { sinks: [{ name: 'b' }] } });
    });
    write('three', 'sinks: 7');
    await vi.waitFor(() => {
      tick();
      expect(seen[1]).toMatchObject({ kind: 'faulty' });
    });
    stop.abort();
    await watching;
  });

  it('is seen when it was saved while the one before it was being taken at the start', async () => {
    const file = join(mkdtempSync(join(folder, 'start-')), 'config.yaml');
    const ending = new AbortController();
    writeFileSync(file, 'sinks: [{ name: a, use: log }]');
    const digest = await contentDigest(file);
    writeFileSync(file, 'sinks: [{ name: b, use: log }]');
    const seen: ReadConfig[] = [];
    const { clock, tick } = ticking();
    const watching = watchConfig(file, (path) => readConfig(path), remembering(seen), clock, ending.signal, digest);
    await vi.waitFor(() => {
      tick();
      expect(seen).toMatchObject([{ kind: 'good', config: { sinks: [{ name: 'b' }] } }]);
    });
    ending.abort();
    await watching;
  });

  it('is given again when it is due, without being read again; and read again when reading failed', async () => {
    const file = join(mkdtempSync(join(folder, 'again-')), 'config.yaml');
    const ending = new AbortController();
    writeFileSync(file, 'sinks: [{ name: a, use: log }]');
    const seen: ReadConfig[] = [];
    const { clock, tick } = ticking();
    let reads = 0;
    const read = (path: string) => {
      reads += 1;
      if (reads === 1) return Promise.reject(new Error('no memory for a process'));
      return readConfig(path);
    };
    const taker = remembering(seen, () => seen.length < 4);
    const watching = watchConfig(file, read, taker, clock, ending.signal, 'another content');
    await vi.waitFor(() => {
      tick();
      expect(seen.map(({ kind }) => kind)).toEqual(['faulty', 'good', 'good', 'good']);
    });
    expect(seen[0]).toMatchObject({ faults: [expect.stringContaining('no memory for a process')] });
    expect(reads).toBe(2);
    ending.abort();
    await watching;
  });
});

describe('the process that reads a config', () => {
  it('gives the same answer as reading it here', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'kubeherald-read-')), 'config.yaml');
    writeFileSync(file, 'sinks: [{ name: a, use: log, startAt: 5m }]');
    expect(await readConfigAside(file)).toEqual(await readConfig(file));
    expect(await readConfigAside('/no/such/file')).toMatchObject({
      kind: 'faulty',
      faults: [expect.stringContaining('/no/such/file: cannot be read')],
    });
  });
});
