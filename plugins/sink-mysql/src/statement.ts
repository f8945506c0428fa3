import { type KubeEvent, truncate } from '@kubeherald/sink-sdk';
import { escapeId, escape as quote } from 'mysql2';
import type { Value } from './column.ts';
import type { Mode, Target } from './plan.ts';
import type { Column } from './structure.ts';
import { type Clock, timestampOf } from './time.ts';

/** Bytes of a statement that are not a message: its head, its tail, and a row's other columns by far; of small packets a part. */
const mostReserve = 64 * 1024;
const reservedPart = 1 / 4;
/** Escaping makes two bytes of one, at worst. */
const growth = 2;
/** Bytes of a text that is not shortened for the statement's sake, however small the server's packets are. */
const leastBytes = 256;

const plainText: ReadonlySet<string> = new Set(['char', 'varchar']);
/** Sets in which a text takes no more bytes than in UTF-8. */
const narrow: ReadonlySet<string> = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'ascii', 'latin1', 'gbk', 'gb2312', 'big5']);

/** A text that fits into the column, shortened where it must be, never through a character. */
function fitting(text: string, { type, characters, bytes, charset }: Column, packet: number): string {
  const reserve = Math.min(mostReserve, packet * reservedPart);
  const most = Math.max(leastBytes, Math.floor((packet - reserve) / growth));
  if (plainText.has(type)) return truncate(text, Math.min(characters ?? most, most));
  // Of the TEXT types the server counts bytes, in the column's own set.
  const room = bytes === undefined ? most : narrow.has(charset) ? bytes : Math.floor(bytes / 4);
  return truncate(text, Math.min(room, most), { unit: 'bytes' });
}

const beyondThreeBytes = /[\u{10000}-\u{10ffff}]/gu;
/** What a set lacks, where that is simple to say. MySQL's latin1 is cp1252. */
const lacking: ReadonlyMap<string, RegExp> = new Map([
  ['utf8', beyondThreeBytes],
  ['utf8mb3', beyondThreeBytes],
  ['ucs2', beyondThreeBytes],
  ['latin1', /[^\p{ASCII}\u00a0-\u00ff…]/gu],
  ['ascii', /\P{ASCII}/gu],
]);

/** A text as a literal. What the column's set lacks becomes a question mark: in strict mode the server would refuse the row. */
function literal(text: string, { charset }: Column): string {
  const known = text.toWellFormed();
  const absent = lacking.get(charset);
  return quote(absent === undefined ? known : known.replaceAll(absent, '?'));
}

/** For columns that are dates; and for those that are texts, where these have times of another form. */
export interface Clocks {
  readonly date: Clock;
  readonly text: Clock | undefined;
}

function timeOf({ time, eventers }: Extract<Value, { kind: 'time' }>, column: Column, { date, text }: Clocks): string {
  if (column.type === 'timestamp') return timestampOf(time);
  return text === undefined || column.characters === undefined ? date(time) : text(eventers);
}

function sqlOf(value: Value, column: Column, clocks: Clocks, packet: number): string {
  switch (value.kind) {
    case 'number':
      return String(value.number);
    case 'time':
      return literal(fitting(timeOf(value, column, clocks), column, packet), column);
    case 'json':
      // JSON that is cut is none.
      return literal(fitting(value.json, column, packet) === value.json ? value.json : '{}', column);
    case 'text':
      return literal(fitting(value.text, column, packet), column);
  }
}

/** How rows of one table are written. */
export interface Writer {
  /** An event as a tuple of literals. */
  row(event: KubeEvent, packet: number): string;
  /** The statement that stores rows. */
  statement(rows: readonly string[]): string;
  /** Bytes of a statement beside its rows. */
  readonly overhead: number;
}

export function createWriter(table: string, mode: Mode, targets: readonly Target[], clocks: Clocks): Writer {
  const names = targets.map(({ field }) => escapeId(field.name, true));
  const head = `INSERT INTO ${escapeId(table, true)} (${names.join(', ')}) VALUES\n`;
  const tail = `\nON DUPLICATE KEY UPDATE ${mode === 'upsert' ? updates(targets) : unchanged}`;
  return {
    row: (event, packet) =>
      `(${targets.map(({ field, column }) => sqlOf(field.value(event), column, clocks, packet)).join(', ')})`,
    statement: (rows) => `${head}${rows.join(',\n')}${tail}`,
    overhead: Buffer.byteLength(head) + Buffer.byteLength(tail),
  };
}

/** A repetition of a revision that is there already: no change, and unlike INSERT IGNORE all other faults are still told. */
const unchanged = '`event_id` = `event_id`';

/** Not touched by an update: the key. */
const fixed: ReadonlySet<string> = new Set(['event_id']);

/**
 * Assigns each column the new row's value if that is the newer revision, so that an older one which comes again changes nothing. By
 * resourceVersion (decimal: the longer is larger), or by time: after etcd was restored from a backup newer revisions have smaller versions.
 */
function updates(targets: readonly Target[]): string {
  const has = (name: string) => targets.some(({ field }) => field.name === name);
  const [version, time] = ['`resource_version`', '`last_occurrence_time`'];
  const known = `IFNULL(${version}, '')`;
  const larger = `CHAR_LENGTH(VALUES(${version})) > CHAR_LENGTH(${known}) OR (CHAR_LENGTH(VALUES(${version})) = CHAR_LENGTH(${known}) AND VALUES(${version}) >= ${known})`;
  const newer = `VALUES(${time}) > ${time} OR ${larger}`;
  const assigned = targets.flatMap(({ field }) => {
    if (fixed.has(field.name)) return [];
    const name = escapeId(field.name, true);
    return [`${name} = ${has('resource_version') ? `IF(${newer}, VALUES(${name}), ${name})` : `VALUES(${name})`}`];
  });
  return assigned.join(', ');
}
