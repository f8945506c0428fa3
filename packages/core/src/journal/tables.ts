import type { Sequence, SinkTable } from '../record.ts';
import { bodyKinds, type NumberedTable, noTable, readTable } from './body.ts';
import { FrameStream, step } from './frame-stream.ts';
import { readHead } from './head.ts';
import { locate } from './locate.ts';
import type { Segment } from './segment.ts';

/** Of tables kept: each change of config makes one, and readers are in few places at a time. */
const keptAtMost = 64;

/** The sink tables by their number. One number always gives the same object, so that readers may remember what they found in it. */
export class Tables {
  readonly #known = new Map<Sequence, SinkTable>([[noTable.id, noTable.table]]);

  get(id: Sequence): SinkTable | undefined {
    return this.#known.get(id);
  }

  /** The number of a table that is known; undefined when it is not. */
  numberOf(table: SinkTable): Sequence | undefined {
    for (const [id, known] of this.#known) if (known === table) return id;
    return undefined;
  }

  /** Remembers a table; answers with the one that was known before, if any. */
  add({ id, table }: NumberedTable): SinkTable {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    if (this.#known.size > keptAtMost) {
      const oldest = [...this.#known.keys()].find((other) => other !== noTable.id);
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(id, table);
    return table;
  }

  /** Finds a table in the segment in which it applies: at its head, or in a record of its own. Undefined when that is damaged. */
  async find(id: Sequence, segment: Segment, below: Sequence): Promise<SinkTable | undefined> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const row = id < segment.first ? undefined : await locate(segment, id, below);
    const stream = new FrameStream(
      segment,
      row?.offset ?? segment.index[0]?.offset ?? 0,
      row?.sequence ?? segment.first,
      below,
    );
    for (let what = await step(stream); what !== 'end'; what = await step(stream)) {
      if (what === 'hole') continue;
      const { buffer, bodyStart, bodyEnd, sequence, kind } = stream;
      if (kind === bodyKinds.head) {
        const { table } = readHead(buffer, bodyStart, bodyEnd);
        if (table.id === id) return this.add(table);
      } else if (kind === bodyKinds.table && sequence === id) {
        return this.add({ id, table: readTable(buffer, bodyStart, bodyEnd) });
      }
      if (sequence > id && sequence > segment.first) return undefined;
    }
    return undefined;
  }
}
