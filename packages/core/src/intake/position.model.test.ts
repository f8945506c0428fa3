import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Push, Revision } from '../revision.ts';
import { idOf, MemoryJournal } from './fixtures/memory-journal.ts';
import { Server } from './fixtures/server.ts';
import { createIntake } from './intake.ts';
import { compileMatch } from './match.ts';

const compiled = compileMatch();
if (compiled.kind === 'faulty') throw new Error('an empty match compiles');
const sinks = [{ name: 'all', match: compiled.match }];
const silent = () => undefined;

const start = (journal: MemoryJournal, clock: { now: number }) =>
  createIntake({
    cluster: 'test',
    journal,
    sinks,
    keep: 'all',
    clock: { now: () => clock.now, random: () => 0, sleep: () => Promise.reject(new Error('intake never sleeps')) },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    observer: { received: silent, takenBefore: silent, beforeStart: silent, wanted: silent, unwanted: silent },
  });

interface Listing {
  readonly position: string;
  readonly pages: Revision[][];
}

/** A daemon that follows the server as a source does: list, watch, relist, a new epoch, killed and started again. */
class Daemon {
  readonly server = new Server();
  readonly #clock = { now: Date.UTC(2027, 0, 1) };
  journal = new MemoryJournal({ automatic: false });
  #intake = start(this.journal, this.#clock);
  /** What its source knows; undefined: it has to ask the intake. */
  #position: string | undefined;
  #listing: Listing | undefined;
  #pushes: Promise<void>[] = [];

  /** A step of the source: a few frames, or a page. */
  follow(count: number): void {
    this.#clock.now += 300;
    const position = this.#position ?? this.#intake.position('');
    if (this.#listing) this.#page(this.#listing, count);
    else if (position === undefined) this.#list();
    else if (Number(position) > this.server.resourceVersion) this.#enterEpoch(position);
    else this.#watch(position, count);
  }

  #watch(position: string, count: number): void {
    const frames = this.server.after(position, count);
    if (!frames) {
      this.#list();
      return;
    }
    this.#position = frames.at(-1)?.position ?? String(this.server.resourceVersion);
    const revisions = frames.flatMap((frame) => frame.revision ?? []);
    this.#push({ kind: 'watch', scope: '', revisions, position: this.#position });
  }

  /** A list begins, or begins anew, for whatever reason a source has. */
  relist(): void {
    const position = this.#position ?? this.#intake.position('');
    if (Number(position ?? 0) <= this.server.resourceVersion) this.#list();
  }

  /** The server is restored from its backup, and every connection to it breaks. */
  restore(writes: number): void {
    this.server.restore(writes);
    this.#listing = undefined;
  }

  /** A restored server that passed the position before anyone looked would not be noticed; a real one does not in that time. */
  canWrite(): boolean {
    const positions = [this.#position, ...this.journal.prefixes().map((journal) => journal.scope('')?.position)];
    const ahead = positions.filter((position) => Number(position ?? 0) > this.server.resourceVersion);
    return ahead.every((position) => Number(position) > this.server.resourceVersion + 5);
  }

  kill(extra: number): void {
    this.journal = this.journal.crashed(extra);
    this.#intake = start(this.journal, this.#clock);
    this.#position = undefined;
    this.#listing = undefined;
    this.#pushes = [];
  }

  async stop(): Promise<void> {
    const flushed = this.#intake.flush();
    this.journal.commit();
    await Promise.all([...this.#pushes, flushed]);
    this.kill(0);
  }

  /** Follows until nothing is left to follow. */
  async catchUp(): Promise<void> {
    for (let step = 0; step < 200; step++) this.follow(3);
    this.journal.commit();
    await Promise.all(this.#pushes);
  }

  #list(): void {
    const items = this.server.list();
    const pages = Array.from({ length: Math.ceil(items.length / 2) }, (_, page) => items.slice(page * 2, page * 2 + 2));
    this.#listing = { position: String(this.server.resourceVersion), pages };
  }

  #page(listing: Listing, count: number): void {
    for (const page of listing.pages.splice(0, count)) this.#push({ kind: 'page', scope: '', revisions: page });
    if (listing.pages.length > 0) return;
    this.#push({ kind: 'listed', scope: '', position: listing.position });
    this.#position = listing.position;
    this.#listing = undefined;
  }

  #enterEpoch(from: string): void {
    const position = String(this.server.resourceVersion);
    this.#push({ kind: 'epoch', scope: '', position, reason: `the server is at ${position}, not at ${from}` });
    this.#list();
  }

  #push(push: Push): void {
    this.#pushes.push(this.#intake.push(push));
  }
}

type Action = readonly [kind: string, count: number];

async function act(daemon: Daemon, [kind, count]: Action): Promise<void> {
  switch (kind) {
    case 'write':
      if (daemon.canWrite()) daemon.server.write(count);
      break;
    case 'expire':
      if (daemon.canWrite()) daemon.server.expire(count);
      break;
    case 'compact':
      return daemon.server.compact();
    case 'restore':
      return daemon.restore(count);
    case 'relist':
      return daemon.relist();
    case 'commit':
      return daemon.journal.commit(count);
    case 'kill':
      return daemon.kill(count);
    case 'stop':
      return daemon.stop();
    default:
      return daemon.follow(count);
  }
}

const action = (kind: string, max: number, weight: number) => ({
  weight,
  arbitrary: fc.tuple(fc.constant(kind), fc.integer({ min: 1, max })),
});

const actions = fc.array(
  fc.oneof(
    action('write', 7, 12),
    action('follow', 4, 12),
    action('commit', 3, 5),
    action('expire', 7, 2),
    action('kill', 3, 2),
    action('stop', 1, 1),
    action('compact', 1, 2),
    action('relist', 1, 2),
    action('restore', 8, 1),
  ),
  { maxLength: 100, size: 'max' },
);

const textOf = ({ bytes }: Revision) => new TextDecoder().decode(bytes);

test('whatever lists, watches, restores and crashes come, every revision is taken once and none is missed', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (steps) => {
      const daemon = new Daemon();
      for (const step of steps) await act(daemon, step);
      await daemon.catchUp();
      const records = daemon.journal.revisions();
      const taken = records.map(idOf);
      expect(taken.filter((id, index) => taken.indexOf(id) !== index)).toEqual([]);
      const payloads = new Set(records.map(({ payload }) => new TextDecoder().decode(payload)));
      expect(
        daemon.server
          .owed()
          .map(textOf)
          .filter((text) => !payloads.has(text)),
      ).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
