import type { Entry, MarkRecord, RevisionRecord, Sequence, SinkTable, SinkTableRow } from '../record.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

/** First byte of a body. */
export const bodyKinds = { head: 1, revision: 2, mark: 3, table: 4 } as const;

/** A sink table and the sequence of the record that brought it into force; 0: none has come yet. */
export interface NumberedTable {
  readonly id: Sequence;
  readonly table: SinkTable;
}

/** What applies before any table has come: decisions about no sink. */
export const noTable: NumberedTable = { id: 0, table: { sinks: [] } };

const modified = 1;
const listed = 2;

/** Bytes that `record` takes at most, without its payload: UTF-16 units need three bytes in UTF-8 at most, a count five. */
export function roomForRevision(record: RevisionRecord): number {
  return 64 + 3 * (record.scope.length + record.resourceVersion.length) + 5 * record.decisions.length;
}

/** Writes the body of a revision; the payload comes last, as it is. */
export function writeRevision(to: ByteWriter, record: RevisionRecord, tableId: Sequence): void {
  to.byte(bodyKinds.revision);
  to.byte((record.change === 'modified' ? modified : 0) + (record.listed ? listed : 0));
  to.sequence(tableId);
  to.word(record.objectKey);
  to.number(record.receivedAt);
  to.number(record.eventAt);
  to.text(record.scope);
  to.text(record.resourceVersion);
  const { decisions } = record;
  to.count(decisions.length);
  for (const decision of decisions) to.count(decision);
  to.raw(record.payload);
}

/** Which table the decisions of the revision body at `start` speak of. */
export function revisionTable(buffer: Buffer, start: number): Sequence {
  return new ByteReader(buffer, start + 2).sequence();
}

/** When the record whose body starts at `start` came, in Unix ms; undefined when it does not say. */
export function bodyTime(buffer: Buffer, start: number): number | undefined {
  const kind = buffer[start];
  if (kind === bodyKinds.revision) return buffer.readDoubleLE(start + 14);
  return kind === bodyKinds.mark || kind === bodyKinds.head ? buffer.readDoubleLE(start + 1) : undefined;
}

/** Reads a revision back; its payload is a view into `buffer`. */
export function readRevision(buffer: Buffer, start: number, end: number, sequence: Sequence, table: SinkTable): Entry {
  const from = new ByteReader(buffer, start + 1, end);
  const flags = from.byte();
  from.at += 8;
  const objectKey = from.word();
  const receivedAt = from.number();
  const eventAt = from.number();
  const scope = from.text();
  const resourceVersion = from.text();
  const count = from.count();
  const decisions: number[] = [];
  for (let row = 0; row < count; row++) decisions.push(from.count());
  return {
    kind: 'revision',
    scope,
    resourceVersion,
    change: (flags & modified) === 0 ? 'added' : 'modified',
    receivedAt,
    eventAt,
    objectKey,
    decisions,
    listed: (flags & listed) !== 0,
    payload: from.raw(),
    sequence,
    table,
  };
}

/** Writes the body of a position mark. */
export function writeMark(to: ByteWriter, record: MarkRecord): void {
  to.byte(bodyKinds.mark);
  to.number(record.at);
  to.number(record.epoch);
  to.text(record.scope);
  to.text(record.position);
}

/** Reads a position mark back. */
export function readMark(buffer: Buffer, start: number, end: number): MarkRecord {
  const from = new ByteReader(buffer, start + 1, end);
  const at = from.number();
  const epoch = from.number();
  return { kind: 'mark', at, epoch, scope: from.text(), position: from.text() };
}

/** Writes the body of a sink table; its number is its record's sequence. */
export function writeTable(to: ByteWriter, table: SinkTable): void {
  to.byte(bodyKinds.table);
  writeRows(to, table);
}

/** Reads a sink table back. */
export function readTable(buffer: Buffer, start: number, end: number): SinkTable {
  return readRows(new ByteReader(buffer, start + 1, end));
}

/** Bytes that a table takes at most. */
export function roomForTable(table: SinkTable): number {
  let room = 16;
  for (const { name, clauses } of table.sinks) {
    room += 16 + 3 * name.length;
    for (const clause of clauses) room += 8 + 3 * clause.length;
  }
  return room;
}

/** The rows of a table, without a kind. */
export function writeRows(to: ByteWriter, table: SinkTable): void {
  to.count(table.sinks.length);
  for (const { name, clauses } of table.sinks) {
    to.text(name);
    to.count(clauses.length);
    for (const clause of clauses) to.text(clause);
  }
}

/** What {@link writeRows} wrote. */
export function readRows(from: ByteReader): SinkTable {
  const sinks: SinkTableRow[] = [];
  for (let row = from.count(); row > 0; row--) {
    const name = from.text();
    const clauses: string[] = [];
    for (let clause = from.count(); clause > 0; clause--) clauses.push(from.text());
    sinks.push({ name, clauses });
  }
  return { sinks };
}
