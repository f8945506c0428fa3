import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Entry, JournalRecord, ScopeState, Sequence, SinkTable } from '../record.ts';
import type { Scope } from '../revision.ts';
import { Cursors } from './cursors.ts';
import { Damage } from './damage.ts';
import type { Disk } from './disk.ts';
import type { Group } from './group.ts';
import type {
  Claim,
  Cursor,
  Journal,
  JournalObserver,
  JournalOptions,
  ReadLimit,
  ReadResult,
  StartAt,
} from './journal.ts';
import type { Lock } from './lock.ts';
import { Output } from './output.ts';
import { countOwed } from './owed.ts';
import { Past } from './past.ts';
import { Presence } from './presence.ts';
import { Reader } from './reader.ts';
import { recall } from './recall.ts';
import { recover } from './recovery.ts';
import { restore } from './restoration.ts';
import { segmentAgeWithin, segmentBytesWithin } from './retention.ts';
import { Room } from './room.ts';
import type { Segments } from './segments.ts';
import { startState } from './start.ts';
import { SyncRounds } from './sync-rounds.ts';
import { Tables } from './tables.ts';
import { Tail } from './tail.ts';
import { Trimmer } from './trimmer.ts';
import { Writer } from './writer.ts';

/** What a journal is given from outside. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: JournalObserver;
}

/** Of newest entries in memory: at 5,000 events/s a lane may fall half a second behind before it reads files. */
const tailBytes = 2_097_152;

/** Opens the journal on a disk that nobody else uses. Rejects with the disk's error when it cannot be read or repaired. */
export async function openOn(disk: Disk, options: JournalOptions, around: Surroundings, lock: Lock): Promise<Journal> {
  const { path: directory, commitIntervalMs } = options;
  const { clock, log, observer } = around;
  await disk.makeDirectory(directory);
  const handedBack = (sink: string, count: number) => {
    if (count === 0) return;
    observer.lost(sink, count, 'retention');
    log.warn({ sink, count }, 'the sink gave back events that retention had dropped meanwhile: they are lost');
  };
  const cursors = await Cursors.open(disk, directory, new SyncRounds(clock, commitIntervalMs), log, handedBack);
  const damage = new Damage(observer, log, () => cursors.all());
  const recovered = await recover({ disk, directory, observer, damage, proven: cursors.highest(), log });
  const { segments, scopes, last } = recovered;
  const states = await recall(segments, scopes.entries());
  const forgot = last === 0 && cursors.highest() > 0;
  if (forgot) {
    log.error(
      { directory, acknowledged: cursors.highest() },
      `the journal is empty, though its sinks have acknowledged ${cursors.highest()} records: its segments were removed or emptied, and with them what no sink had got and how far the watch was. Everything that the API server still has is taken again`,
    );
  }
  // Sequences go on behind whatever was ever acknowledged: a cursor must not take a new record for one that its sink has.
  const durable = Math.max(last, cursors.highest());
  let { file } = recovered;
  if (durable > last) {
    await file?.close();
    file = undefined;
  }
  cursors.skip((segments.first?.first ?? durable + 1) - 1);
  const tables = new Tables();
  const table = { id: recovered.table.id, table: tables.add(recovered.table) };
  const limits = { bytes: options.retentionBytes, ageMs: options.retentionAgeMs };
  const trimmer = new Trimmer({ disk, directory, segments, scopes, tables, cursors, limits, clock, log, observer });
  const segmentBytes = segmentBytesWithin(options.segmentBytes, options.retentionBytes);
  const policy = { segmentBytes, segmentAgeMs: segmentAgeWithin(options.retentionAgeMs) };
  const beforeRoll = () => trimmer.trim();
  const output = new Output({ disk, directory, segments, scopes, policy, log, beforeRoll }, table, durable, file);
  const tail = new Tail(tailBytes);
  const past = new Past(segments, tables, damage);
  const reader = new Reader(tail, past, durable, clock, log);
  let epochFrom: Sequence = 0;
  const epochs = new Map([...scopes.entries()].map(([scope, { epoch }]) => [scope, epoch]));
  const committed = (group: Group) => {
    for (const record of group.records) {
      if (record.kind === 'table') tables.add({ id: record.sequence, table: record.table });
      if (record.kind !== 'mark' || record.epoch <= (epochs.get(record.scope) ?? 0)) continue;
      epochs.set(record.scope, record.epoch);
      epochFrom = record.sequence;
    }
    tail.push(stretchOf(group));
    reader.advance(group.last);
    observer.size(segments.bytes, segments.list.length);
    trimmer.trimIfDue();
  };
  let writing: Promise<void> = Promise.resolve();
  const presence = new Presence({
    disk,
    directory,
    segments,
    lock,
    clock,
    log,
    observer,
    restore: async () => {
      // Its failure is the writer's, who writes the same again.
      await writing.catch(() => undefined);
      // What follows a commit has happened when the event loop turns.
      await setImmediate();
      const parts = { disk, directory, lock, segments, scopes, tables, cursors, damage, tail, output, clock };
      await restore(parts, reader.durable, epochFrom);
    },
  });
  const write = async (group: Group) => {
    const lost = lock.lost();
    if (lost !== undefined) throw lost;
    if (presence.gone !== undefined) await presence.whole();
    const count = segments.list.length;
    writing = output.write(group, clock.now());
    await writing;
    if (segments.list.length > count) void trimmer.trim();
  };
  const makeRoom = (error: Error) => trimmer.makeRoom(error);
  const room = new Room(clock, log, makeRoom);
  const commitBytes = Math.min(options.commitBytes, segmentBytes);
  const writer = new Writer(
    { commitIntervalMs, commitBytes, clock, log, observer, write, committed, makeRoom },
    durable + 1,
    table,
  );
  observer.size(segments.bytes, segments.list.length);
  return new DiskJournal({
    forgot,
    states,
    segments,
    cursors,
    trimmer,
    output,
    past,
    reader,
    tail,
    writer,
    room,
    presence,
    lock,
    observer,
  });
}

function stretchOf(group: Group) {
  const entries = group.records.filter((record) => record.kind === 'revision');
  return { first: group.first, last: group.last, bytes: group.bytes, entries };
}

interface Parts {
  readonly forgot: boolean;
  readonly states: ReadonlyMap<Scope, ScopeState>;
  readonly segments: Segments;
  readonly cursors: Cursors;
  readonly trimmer: Trimmer;
  readonly output: Output;
  readonly past: Past;
  readonly reader: Reader;
  readonly tail: Tail;
  readonly writer: Writer;
  readonly room: Room;
  readonly presence: Presence;
  readonly lock: Lock;
  readonly observer: JournalObserver;
}

class DiskJournal implements Journal {
  readonly #parts: Parts;
  #closed: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  scope(scope: Scope): ScopeState | undefined {
    return this.#parts.states.get(scope);
  }

  append(records: readonly JournalRecord[]): Promise<void> {
    return this.#parts.writer.append(records);
  }

  setTable(table: SinkTable): void {
    this.#parts.writer.setTable(table);
  }

  durable(): Sequence {
    return this.#parts.reader.durable;
  }

  openCursor(sink: string, shards: number, startAt: StartAt, claim?: Claim): Promise<Cursor> {
    const { cursors, segments, reader, room } = this.#parts;
    const begin = () => {
      const begun = segments.list.map(({ first, head }) => ({ first, at: head?.at }));
      return startState(shards, startAt, begun, reader.durable);
    };
    return room.wait(`the cursor of sink ${sink}`, () => cursors.openCursor(sink, shards, begin, claim));
  }

  async retainCursors(sinks: readonly string[]): Promise<void> {
    const { cursors, reader, observer } = this.#parts;
    await cursors.retain(sinks, async (cursor) => {
      const count = await countOwed(cursor, reader);
      if (count > 0) observer.lost(cursor.sink, count, 'removed');
      return count;
    });
    await this.#parts.trimmer.trim();
  }

  read(after: Sequence, limit: ReadLimit, wanted: (entry: Entry) => boolean, signal: AbortSignal): Promise<ReadResult> {
    return this.#parts.reader.read(after, limit, wanted, signal);
  }

  async oldestAfter(after: Sequence): Promise<number | undefined> {
    const { reader, tail, past } = this.#parts;
    if (after >= reader.durable) return undefined;
    if (tail.first !== undefined && after + 1 >= tail.first) return tail.entryAfter(after)?.receivedAt;
    return past.timeAfter(after);
  }

  size(): { readonly bytes: number; readonly segments: number } {
    const { segments } = this.#parts;
    return { bytes: segments.bytes, segments: segments.list.length };
  }

  forgot(): boolean {
    return this.#parts.forgot;
  }

  stalled(): Error | undefined {
    const { presence, lock, writer, room } = this.#parts;
    return presence.gone ?? lock.lost() ?? writer.stalled ?? room.lacking;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { writer, reader, trimmer, output, cursors, segments, room, presence, lock } = this.#parts;
    room.close();
    presence.close();
    await writer.close();
    reader.close();
    await trimmer.trim();
    await output.close();
    await cursors.close();
    for (const segment of segments.list) await segment.close();
    await lock.release();
  }
}
