import type { JournalRecord, Sequence } from '../record.ts';
import { type NumberedTable, roomForRevision, roomForTable, writeMark, writeRevision, writeTable } from './body.ts';
import { ByteWriter } from './bytes.ts';
import { frameHead, sealFrame } from './frame.ts';
import type { Group } from './group.ts';

/** Small, for an entry that a slow lane holds keeps its whole slab; large enough for some fifty events. */
const slabBytes = 65_536;

/**
 * Turns records into frames, one behind the other in slabs. A payload is copied once, here: the socket buffer that it was a view
 * of is free, and both the write and the lanes that keep up use the copy. Bytes that were written are never written again.
 */
export class Encoder {
  #to = new ByteWriter(Buffer.alloc(0));
  /** Where the frames of the group begin that are not among its parts yet. */
  #begun = 0;

  /** Appends the record to the group. Both a revision and a table are remembered with the table in force. */
  encode(group: Group, record: JournalRecord, sequence: Sequence, inForce: NumberedTable): void {
    const start = this.#reserve(group, roomFor(record));
    const to = this.#to;
    to.at = start + frameHead;
    const place = group.records.length;
    if (record.kind === 'revision') {
      writeRevision(to, record, inForce.id);
      sealFrame(to.buffer, start, to.at, sequence, place);
      const { scope, resourceVersion, change, receivedAt, eventAt, objectKey, decisions, listed } = record;
      const payload = to.buffer.subarray(to.at - record.payload.length, to.at);
      const { table } = inForce;
      group.add(
        {
          kind: 'revision',
          scope,
          resourceVersion,
          change,
          receivedAt,
          eventAt,
          objectKey,
          decisions,
          listed,
          payload,
          sequence,
          table,
        },
        to.at - start,
        receivedAt,
      );
      return;
    }
    if (record.kind === 'mark') writeMark(to, record);
    else writeTable(to, record.table);
    sealFrame(to.buffer, start, to.at, sequence, place);
    group.add({ ...record, sequence }, to.at - start, record.kind === 'mark' ? record.at : 0);
  }

  /** Call it once no more records come to the group: then its parts are complete. */
  finish(group: Group): void {
    const { buffer, at } = this.#to;
    if (at > this.#begun) group.parts.push(buffer.subarray(this.#begun, at));
    this.#begun = at;
  }

  #reserve(group: Group, room: number): number {
    if (this.#to.at + room > this.#to.buffer.length) {
      this.finish(group);
      this.#to = new ByteWriter(Buffer.allocUnsafeSlow(Math.max(slabBytes, room)));
      this.#begun = 0;
    }
    return this.#to.at;
  }
}

function roomFor(record: JournalRecord): number {
  switch (record.kind) {
    case 'revision':
      return frameHead + roomForRevision(record) + record.payload.length;
    case 'mark':
      return frameHead + 64 + 3 * (record.scope.length + record.position.length);
    case 'table':
      return frameHead + roomForTable(record.table);
  }
}
