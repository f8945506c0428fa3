import type { Cell, Insert } from './insert.ts';

/** A refusal in the server's words. */
export interface Refusal {
  readonly number: number;
  readonly state: string;
  readonly message: string;
}

interface Column {
  readonly type: string;
  /** Characters, or bytes of the TEXT types; undefined for what is no text. */
  readonly length: number | undefined;
  readonly nullable: boolean;
}

/** Bytes that the TEXT types hold. */
const textBytes: Readonly<Record<string, number>> = { text: 65_535, mediumtext: 16_777_215, longtext: 4_294_967_295 };

/** A table in memory, with the lengths of its columns and one unique key. */
export class StoredTable {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  readonly key: readonly string[];
  readonly rows: Record<string, Cell>[] = [];

  /** @param ddl `CREATE TABLE` with a column per line */
  constructor(ddl: string) {
    this.name = /CREATE TABLE (?:IF NOT EXISTS )?`([^`]+)`/.exec(ddl)?.[1] ?? '';
    const lines = [...ddl.matchAll(/^\s+`(\w+)` (\w+)(?:\((\d+)\))?([^\n]*)$/gm)];
    this.columns = new Map(
      lines.map(([, name = '', type = '', length, rest = '']): [string, Column] => {
        const lower = type.toLowerCase();
        const most = /char/.test(lower) ? Number(length) : textBytes[lower];
        return [name, { type: lower, length: most, nullable: !rest.includes('NOT NULL') }];
      }),
    );
    const key = /UNIQUE KEY `\w+` \(([^)]*)\)/.exec(ddl)?.[1] ?? '';
    this.key = key === '' ? [] : key.split(',').map((name) => name.trim().replaceAll('`', ''));
  }

  /**
   * Stores all rows or none. A row whose key is there is replaced, unless the statement leaves the key as it is: expressions are not evaluated.
   * @returns what is wrong with a row, or how many were touched
   */
  insert({ rows, tail }: Insert): Refusal | number {
    for (const row of rows) {
      const fault = this.#faultOf(row);
      if (fault !== undefined) return fault;
    }
    let touched = 0;
    for (const row of rows) touched += this.#store(row, tail.endsWith('UPDATE `event_id` = `event_id`'));
    return touched;
  }

  #store(row: Readonly<Record<string, Cell>>, keep: boolean): number {
    const known = this.rows.find((other) => this.key.length > 0 && this.key.every((name) => other[name] === row[name]));
    if (known === undefined) {
      this.rows.push({ ...row });
      return 1;
    }
    if (keep) return 0;
    Object.assign(known, row);
    return 2;
  }

  #faultOf(row: Readonly<Record<string, Cell>>): Refusal | undefined {
    for (const [name, cell] of Object.entries(row)) {
      const column = this.columns.get(name);
      if (column === undefined)
        return { number: 1054, state: '42S22', message: `Unknown column '${name}' in 'field list'` };
      if (cell === null && !column.nullable)
        return { number: 1048, state: '23000', message: `Column '${name}' cannot be null` };
      if (typeof cell !== 'string') continue;
      const size = /char/.test(column.type) ? Array.from(cell).length : Buffer.byteLength(cell);
      if (size > (column.length ?? Number.POSITIVE_INFINITY)) {
        return { number: 1406, state: '22001', message: `Data too long for column '${name}' at row 1` };
      }
      if (column.type.startsWith('datetime') && !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/.test(cell)) {
        return { number: 1292, state: '22007', message: `Incorrect datetime value: '${cell}' for column '${name}'` };
      }
    }
    return undefined;
  }
}
