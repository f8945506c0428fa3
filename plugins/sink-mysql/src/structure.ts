import { escape as quote } from 'mysql2';
import type { Session } from './session.ts';

/** A column as the server describes it. */
export interface Column {
  /** `varchar`, `mediumtext`, `datetime`, … in lower case. */
  readonly type: string;
  /** Characters, at most; undefined for what is no text. */
  readonly characters: number | undefined;
  /** Bytes, at most; undefined for what is no text. */
  readonly bytes: number | undefined;
  /** `utf8mb4`, …; empty for what is no text. */
  readonly charset: string;
  readonly nullable: boolean;
}

/** A table as it is. */
export interface Structure {
  /** By name. Empty: there is no such table. */
  readonly columns: ReadonlyMap<string, Column>;
  /** The columns of each unique key, the primary one too. */
  readonly uniqueKeys: readonly (readonly string[])[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const size = (value: unknown): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);

const here = (table: string): string => `TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ${quote(table)}`;

/** Asks the server for the structure of a table. @throws what the driver says */
export async function readStructure(session: Session, table: string, signal: AbortSignal): Promise<Structure> {
  const described = await session.query(
    `SELECT COLUMN_NAME AS name, DATA_TYPE AS type, CHARACTER_MAXIMUM_LENGTH AS characters, CHARACTER_OCTET_LENGTH AS bytes, CHARACTER_SET_NAME AS charset, IS_NULLABLE AS nullable FROM information_schema.COLUMNS WHERE ${here(table)} ORDER BY ORDINAL_POSITION`,
    signal,
  );
  const indexed = await session.query(
    `SELECT INDEX_NAME AS name, COLUMN_NAME AS part FROM information_schema.STATISTICS WHERE ${here(table)} AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
    signal,
  );
  const columns = described.rows.map((row): [string, Column] => [
    text(row.name).toLowerCase(),
    {
      type: text(row.type).toLowerCase(),
      characters: size(row.characters),
      bytes: size(row.bytes),
      charset: text(row.charset).toLowerCase(),
      nullable: text(row.nullable).toUpperCase() === 'YES',
    },
  ]);
  const keys = new Map<string, string[]>();
  for (const { name, part } of indexed.rows) {
    keys.set(text(name), [...(keys.get(text(name)) ?? []), text(part).toLowerCase()]);
  }
  return { columns: new Map(columns), uniqueKeys: [...keys.values()] };
}
