import type { Sequence } from '../record.ts';
import type { Scope } from '../revision.ts';
import { bodyKinds, type NumberedTable, readRows, roomForTable, writeRows } from './body.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { frameHead, magic, sealFrame } from './frame.ts';
import type { Newest, ScopeProgress } from './scopes.ts';

/** What a segment opens with: all that is needed to go on without the segments before it. */
export interface SegmentHead {
  /** Unix ms at which the segment was begun. */
  readonly at: number;
  /** The last sequence before this segment; the sequences from there to the segment's first were never used. */
  readonly previous: Sequence;
  readonly table: NumberedTable;
  readonly scopes: readonly (readonly [Scope, ScopeProgress])[];
}

/** The bytes that a segment begins with: magic and head frame. The head carries the segment's first sequence and uses none. */
export function encodeHead(head: SegmentHead, first: Sequence): Buffer {
  let room = magic.length + frameHead + 64 + roomForTable(head.table.table);
  for (const [scope, { position }] of head.scopes) room += 96 + 3 * (scope.length + (position ?? '').length);
  const to = new ByteWriter(Buffer.alloc(room));
  to.raw(magic);
  to.at += frameHead;
  to.byte(bodyKinds.head);
  to.number(head.at);
  to.sequence(head.previous);
  to.sequence(head.table.id);
  writeRows(to, head.table.table);
  to.count(head.scopes.length);
  for (const [scope, progress] of head.scopes) {
    to.text(scope);
    to.text(progress.position ?? '');
    to.number(progress.epoch);
    for (const newest of [progress.newest, progress.unmarkedNewest]) {
      to.number(newest.at);
      to.sequence(newest.from);
    }
    to.sequence(progress.unmarkedFrom);
  }
  sealFrame(to.buffer, magic.length, to.at, first, 0);
  return to.buffer.subarray(0, to.at);
}

/** Reads the body of a head frame back. */
export function readHead(buffer: Buffer, start: number, end: number): SegmentHead {
  const from = new ByteReader(buffer, start + 1, end);
  const at = from.number();
  const previous = from.sequence();
  const id = from.sequence();
  const table = readRows(from);
  const scopes: [Scope, ScopeProgress][] = [];
  for (let rest = from.count(); rest > 0; rest--) {
    const scope = from.text();
    const position = from.text();
    const epoch = from.number();
    const newest = readNewest(from);
    const unmarkedNewest = readNewest(from);
    const unmarkedFrom = from.sequence();
    scopes.push([
      scope,
      { position: position === '' ? undefined : position, epoch, newest, unmarkedNewest, unmarkedFrom },
    ]);
  }
  return { at, previous, table: { id, table }, scopes };
}

function readNewest(from: ByteReader): Newest {
  const at = from.number();
  return { at, from: from.sequence() };
}
