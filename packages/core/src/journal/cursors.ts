import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Sequence } from '../record.ts';
import { type CursorStore, KeptCursor } from './cursor.ts';
import { type CursorState, decodeCursor, encodeCursor, highest, newCursor, withShards } from './cursor-state.ts';
import { type Disk, readWhole, removeIfThere } from './disk.ts';
import { readSlots, SlotFile } from './slot-file.ts';
import { SyncRounds } from './sync-rounds.ts';

/** Folder of the cursors in the journal's directory. */
export const cursorFolder = 'cursors';
const suffix = '.cursor';

/** File name of a sink's cursor. */
export function cursorName(sink: string): string {
  return `${encodeURIComponent(sink)}${suffix}`;
}

/** The sink whose cursor has this file name; undefined when it is no cursor's. */
export function sinkOfName(name: string): string | undefined {
  if (!name.endsWith(suffix)) return undefined;
  try {
    return decodeURIComponent(name.slice(0, -suffix.length));
  } catch {
    // Not written by us: encodeURIComponent never makes what cannot be decoded.
    return undefined;
  }
}

/** A cursor as found on disk; `state` is undefined when the file is damaged. */
export interface FoundCursor {
  readonly sink: string;
  readonly state: CursorState | undefined;
}

/** The cursors in a journal's directory, without opening any for writing. */
export async function findCursors(disk: Disk, directory: string): Promise<FoundCursor[]> {
  const folder = join(directory, cursorFolder);
  const found: FoundCursor[] = [];
  for (const name of await disk.list(folder)) {
    const sink = sinkOfName(name);
    if (sink === undefined) continue;
    const content = readSlots(await readWhole(disk, join(folder, name)));
    found.push({ sink, state: content && decodeCursor(content.body) });
  }
  return found;
}

interface Held {
  cursor: KeptCursor;
  /** Undefined until the sink opens its cursor. */
  store: FileStore | undefined;
}

/** Every sink's cursor, a file each. A cursor that no sink has opened yet still holds back what it has not got. */
export class Cursors {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #rounds: SyncRounds;
  readonly #held = new Map<string, Held>();

  private constructor(disk: Disk, folder: string, clock: Clock, intervalMs: number) {
    this.#disk = disk;
    this.#folder = folder;
    this.#rounds = new SyncRounds(clock, intervalMs);
  }

  /** Reads the cursors of all sinks. A damaged one begins at the oldest entry: that repeats, where anything else might lose. */
  static async open(disk: Disk, directory: string, clock: Clock, intervalMs: number, log: Log): Promise<Cursors> {
    const folder = join(directory, cursorFolder);
    await disk.makeDirectory(folder);
    await disk.syncDirectory(directory);
    const cursors = new Cursors(disk, folder, clock, intervalMs);
    for (const { sink, state } of await findCursors(disk, directory)) {
      if (state === undefined) {
        const file = join(folder, cursorName(sink));
        log.error({ sink, file }, `the cursor of sink ${sink} is damaged; it gets everything in the journal again`);
      }
      const cursor = new KeptCursor(sink, state ?? newCursor(1, 0), unopened(sink));
      cursors.#held.set(sink, { cursor, store: undefined });
    }
    return cursors;
  }

  /** The highest sequence any cursor speaks of; 0 when there is none. */
  highest(): Sequence {
    let high = 0;
    for (const { cursor } of this.#held.values()) high = Math.max(high, highest(cursor.state));
    return high;
  }

  /** The lowest position of all; undefined when there is no cursor. */
  low(): Sequence | undefined {
    let low: Sequence | undefined;
    for (const { cursor } of this.#held.values()) low = Math.min(low ?? cursor.low(), cursor.low());
    return low;
  }

  has(sink: string): boolean {
    return this.#held.has(sink);
  }

  *all(): IterableIterator<KeptCursor> {
    for (const { cursor } of this.#held.values()) yield cursor;
  }

  /** Opens a sink's cursor for that many shards; `begin` is the state of one that does not exist. Rejects when the disk refuses. */
  async openCursor(sink: string, shards: number, begin: () => CursorState): Promise<KeptCursor> {
    const held = this.#held.get(sink);
    const state = held === undefined ? begin() : withShards(held.cursor.state, shards);
    const path = join(this.#folder, cursorName(sink));
    const file = await SlotFile.open(this.#disk, this.#folder, path, encodeCursor(state));
    await held?.store?.close();
    const store = new FileStore(file, this.#rounds);
    held?.cursor.replace();
    const cursor = new KeptCursor(sink, state, store);
    this.#held.set(sink, { cursor, store });
    return cursor;
  }

  /** Forgets all other sinks' cursors. */
  async retain(sinks: readonly string[]): Promise<void> {
    const gone = [...this.#held].filter(([sink]) => !sinks.includes(sink));
    for (const [sink, { cursor, store }] of gone) {
      cursor.replace();
      this.#held.delete(sink);
      await store?.close();
      await removeIfThere(this.#disk, join(this.#folder, cursorName(sink)));
    }
    if (gone.length > 0) await this.#disk.syncDirectory(this.#folder);
  }

  /** Everything up to `through` is gone. */
  skip(through: Sequence): void {
    for (const { cursor } of this.#held.values()) cursor.skip(through);
  }

  /** Resolves when every acknowledgement is on disk, or refused. */
  async close(): Promise<void> {
    await this.#rounds.settle();
    for (const { store } of this.#held.values()) await store?.close();
  }
}

function unopened(sink: string): CursorStore {
  return {
    save: () => {
      throw new Error(`the cursor of sink ${sink} is not open: call openCursor first`);
    },
  };
}

/** A cursor's file. */
class FileStore implements CursorStore {
  readonly #file: SlotFile;
  readonly #rounds: SyncRounds;

  constructor(file: SlotFile, rounds: SyncRounds) {
    this.#file = file;
    this.#rounds = rounds;
  }

  save(state: Buffer): Promise<void> {
    this.#file.save(state);
    return this.#rounds.sync(this.#file);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
