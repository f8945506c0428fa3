import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultCase } from './run-case.ts';

const plain = {
  perSecond: 500,
  patches: 0.3,
  supersededMayMiss: false,
  relisted: false,
  extraRepeats: 0,
  // The daemon needs about a second to start: kills fall into its start as well as into its work.
  killWithinMs: 3_000,
} as const;

/** The faults that the guarantees must survive, each with kill -9 at a random moment of every round. */
export const cases: readonly FaultCase[] = [
  { ...plain, name: 'kill', title: 'kill -9 at random moments' },
  {
    ...plain,
    name: 'gone',
    title: '410 Gone on every reconnect',
    supersededMayMiss: true,
    relisted: true,
    before: ({ cluster }) => cluster.compact(),
  },
  {
    ...plain,
    name: 'sink-down',
    title: 'the webhook is down for the first half',
    before: ({ receiver, round, rounds }) => receiver.down(round < rounds / 2),
  },
  {
    ...plain,
    name: 'relist-crash',
    title: 'kill -9 in the middle of a relist of thousands of events',
    supersededMayMiss: true,
    relisted: true,
    killWithinMs: 1_600,
    // Every start has to list, and the list grows with every round.
    before: async ({ cluster, emitter }) => {
      while (emitter.emitted().length < 4_000) await new Promise((resolve) => setTimeout(resolve, 100));
      await cluster.compact();
    },
  },
  {
    ...plain,
    name: 'reset',
    title: 'resourceVersions go backwards, as after a restore of etcd',
    // So few that a daemon on a busy machine, killed in its start and started again, still looks before the position is reached again.
    perSecond: 50,
    patches: 0,
    relisted: true,
    // What happened within the second of the newest event taken cannot be told from new (event times have seconds): it comes again.
    extraRepeats: 300,
    before: async ({ cluster, withDaemon, drained, round, pauseEmitter, burst }) => {
      if (round % 3 !== 2) return;
      // What the restore takes back is owed only if it was delivered before.
      await pauseEmitter(async () => {
        // A restore that falls back by less than is written until the daemon looks cannot be told from no restore.
        await burst(3_000);
        await withDaemon(drained);
        await cluster.rewind();
      });
    },
    prepare: async ({ cluster }) => cluster.snapshot(),
  },
  {
    ...plain,
    name: 'disk-full',
    title: 'the journal has a file system of 32 MiB that is filled to the last byte and emptied again',
    perSecond: 100,
    journal: async (folder) => {
      const path = join(folder, 'small-disk');
      mkdirSync(path);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', path]);
      return { path, remove: async () => void execFileSync('umount', ['-l', path]) };
    },
    // Holds what comes while a busy machine starts the daemon again and again: what retention takes would be missing.
    retentionBytes: '24MiB',
    before: async ({ journalPath, round }) => {
      const filler = join(journalPath, 'filler');
      if (round % 2 === 0) fill(filler);
      else if (existsSync(filler)) rmSync(filler);
    },
    after: async ({ journalPath }) => rmSync(join(journalPath, 'filler'), { force: true }),
    skip: () => (process.getuid?.() === 0 ? undefined : 'only root may mount a small file system'),
  },
];

/** Writes until the file system is full. */
function fill(file: string): void {
  const chunk = Buffer.alloc(64 * 1024);
  try {
    for (;;) writeFileSync(file, chunk, { flag: 'a' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
