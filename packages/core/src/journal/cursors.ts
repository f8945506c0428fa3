import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { Sequence } from '../record.ts';
import { type CursorStore, KeptCursor } from './cursor.ts';
import {
  type CursorState,
  decodeCursor,
  encodeCursor,
  highest,
  lowest,
  newCursor,
  withShards,
} from './cursor-state.ts';
import { type Disk, readWhole, removeIfThere } from './disk.ts';
import type { Claim } from './journal.ts';
import { readSlots, SlotFile } from './slot-file.ts';
import type { SyncRounds } from './sync-rounds.ts';

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
  readonly #log: Log;
  readonly #lost: (sink: string, count: number) => void;
  readonly #held = new Map<string, Held>();

  private constructor(
    disk: Disk,
    folder: string,
    rounds: SyncRounds,
    log: Log,
    lost: (sink: string, count: number) => void,
  ) {
    this.#disk = disk;
    this.#folder = folder;
    this.#rounds = rounds;
    this.#log = log;
    this.#lost = lost;
  }

  /**
   * Reads the cursors of all sinks. A damaged one begins at the oldest entry: that repeats, where anything else might lose. `lost`:
   * a sink can never get so many entries; `rounds` sync the cursors' files.
   */
  static async open(
    disk: Disk,
    directory: string,
    rounds: SyncRounds,
    log: Log,
    lost: (sink: string, count: number) => void,
  ): Promise<Cursors> {
    const folder = join(directory, cursorFolder);
    await disk.makeDirectory(folder);
    await disk.syncDirectory(directory);
    const cursors = new Cursors(disk, folder, rounds, log, lost);
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
  async openCursor(sink: string, shards: number, begin: () => CursorState, claim?: Claim): Promise<KeptCursor> {
    const held = this.#held.get(sink);
    const state = held === undefined ? begin() : withShards(held.cursor.state, shards);
    const path = join(this.#folder, cursorName(sink));
    const file = await SlotFile.open(this.#disk, this.#folder, path, encodeCursor(state));
    await held?.store?.close();
    const store = new FileStore(file, this.#rounds);
    if (held !== undefined) this.#replace(held.cursor);
    const cursor = new KeptCursor(sink, state, store, claim);
    this.#held.set(sink, { cursor, store });
    if (held === undefined) {
      this.#log.info({ sink, after: lowest(state) }, `sink ${sink} is new: it has no place in the journal yet`);
    }
    return cursor;
  }

  /** Forgets all other sinks' cursors. `owed` counts what a sink has not got, and never will. */
  async retain(sinks: readonly string[], owed: (cursor: KeptCursor) => Promise<number>): Promise<void> {
    const gone = [...this.#held].filter(([sink]) => !sinks.includes(sink));
    for (const [sink, { cursor, store }] of gone) {
      const count = await owed(cursor);
      cursor.replace();
      this.#held.delete(sink);
      await store?.close();
      await removeIfThere(this.#disk, join(this.#folder, cursorName(sink)));
      this.#log.warn(
        { sink, after: cursor.low(), count },
        `sink ${sink} is no longer in the config: its place in the journal is forgotten, with ${count} events that it had not got; if it comes back, it begins at its startAt`,
      );
    }
    if (gone.length > 0) await this.#disk.syncDirectory(this.#folder);
  }

  /** Makes the files of all cursors anew, with the state that is in memory. */
  async restore(): Promise<void> {
    await this.#disk.makeDirectory(this.#folder);
    for (const [sink, { cursor, store }] of this.#held) {
      const path = join(this.#folder, cursorName(sink));
      const file = await SlotFile.open(this.#disk, this.#folder, path, encodeCursor(cursor.state));
      if (store === undefined) await file.close();
      else {
        await store.exchange(file);
        // It may have moved while the file was made.
        await store.save(encodeCursor(cursor.state));
      }
    }
  }

  /** What the lane had in its hands comes again out of the journal, unless retention took it meanwhile. */
  #replace(cursor: KeptCursor): void {
    cursor.replace();
    this.#lost(cursor.sink, cursor.giveUp());
  }

  /** Everything up to `through` is gone. */
  skip(through: Sequence): void {
    for (const { cursor } of this.#held.values()) cursor.skip(through);
  }

  /** Resolves when every acknowledgement is on disk, or refused. */
  async close(): Promise<void> {
    await this.#rounds.settle();
    for (const { cursor, store } of this.#held.values()) {
      this.#lost(cursor.sink, cursor.giveUp());
      await store?.close();
    }
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
  #file: SlotFile;
  readonly #rounds: SyncRounds;

  constructor(file: SlotFile, rounds: SyncRounds) {
    this.#file = file;
    this.#rounds = rounds;
  }

  save(state: Buffer): Promise<void> {
    this.#file.save(state);
    return this.#rounds.sync(this.#file);
  }

  /** Goes on in another file. */
  async exchange(file: SlotFile): Promise<void> {
    const before = this.#file;
    this.#file = file;
    await before.close();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
