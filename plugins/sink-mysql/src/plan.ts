import { escapeId } from 'mysql2';
import { type Field, fields } from './column.ts';
import type { Column, Structure } from './structure.ts';

export type Mode = 'upsert' | 'append';

/** What the config says: `auto` goes by the table. */
export type ChosenMode = Mode | 'auto';

/** A field, and the column that it goes into. */
export interface Target {
  readonly field: Field;
  readonly column: Column;
}

/** How to write into a table as it is; or why that cannot be. */
export type Plan =
  | {
      readonly kind: 'usable';
      readonly mode: Mode;
      readonly targets: readonly Target[];
      /** Columns of ours that the table lacks. */
      readonly missing: readonly string[];
      /** Whether a revision that comes again is known by the table. */
      readonly idempotent: boolean;
    }
  | { readonly kind: 'unusable'; readonly reason: string };

/** One step of a migration. Each may fail by itself. */
export interface Step {
  readonly sql: string;
  /** What it is for, after "could not". */
  readonly purpose: string;
}

const eventKey: readonly string[] = ['event_id'];
const revisionKey: readonly string[] = ['event_id', 'resource_version'];

const keyOf = (mode: Mode): readonly string[] => (mode === 'upsert' ? eventKey : revisionKey);

/** Whether `key` has all of `columns` and nothing else but the cluster. */
function covers(key: readonly string[], columns: readonly string[]): boolean {
  return columns.every((one) => key.includes(one)) && key.every((one) => columns.includes(one) || one === 'cluster');
}

const hasKey = ({ uniqueKeys }: Structure, mode: Mode): boolean => uniqueKeys.some((key) => covers(key, keyOf(mode)));

/** How rows go into a table: `auto` has a row per event in a table that is new or cannot hold more, else one per revision. */
export function modeFor(structure: Structure, chosen: ChosenMode): Mode {
  if (chosen !== 'auto') return chosen;
  return structure.columns.size === 0 || hasKey(structure, 'upsert') ? 'upsert' : 'append';
}

const list = (names: readonly string[]): string => names.map((name) => escapeId(name, true)).join(', ');

/** Adds the unique key that a mode goes by. */
const addKey = (table: string, mode: Mode): string =>
  `ALTER TABLE ${escapeId(table, true)} ADD UNIQUE KEY ${escapeId(mode === 'upsert' ? 'event' : 'revision', true)} (${list(keyOf(mode))})`;

/** The table that this sink makes for itself. */
export function createTable(table: string, mode: Mode): string {
  return [
    `CREATE TABLE IF NOT EXISTS ${escapeId(table, true)} (`,
    '  `id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,',
    ...fields.map(({ name, definition }) => `  ${escapeId(name, true)} ${definition},`),
    '  `update_time` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,',
    `  UNIQUE KEY ${escapeId(mode === 'upsert' ? 'event' : 'revision', true)} (${list(keyOf(mode))}),`,
    // For deleting old rows and for what is asked most; prefixes that every row format can index.
    '  KEY `last_occurrence_time` (`last_occurrence_time`),',
    '  KEY `object` (`namespace`(63), `name`(63))',
    ') DEFAULT CHARACTER SET utf8mb4',
  ].join('\n');
}

const wide: ReadonlySet<string> = new Set(['mediumtext', 'longtext']);

/** What to change of a table that exists, so that nothing need be cut or left out. Empty: it is as it should be. */
export function stepsFor(structure: Structure, table: string, mode: Mode): readonly Step[] {
  const steps: Step[] = [];
  const target = escapeId(table, true);
  const missing = fields.filter(({ name }) => !structure.columns.has(name));
  if (missing.length > 0) {
    const added = missing.map(({ name, definition }) => `ADD COLUMN ${escapeId(name, true)} ${definition}`);
    steps.push({
      sql: `ALTER TABLE ${target} ${added.join(', ')}`,
      purpose: `add the columns ${missing.map(({ name }) => name).join(', ')}`,
    });
  }
  const message = structure.columns.get('message');
  if (message !== undefined && (!wide.has(message.type) || message.charset !== 'utf8mb4')) {
    const nullable = message.nullable ? 'NULL' : 'NOT NULL';
    steps.push({
      sql: `ALTER TABLE ${target} MODIFY COLUMN \`message\` MEDIUMTEXT CHARACTER SET utf8mb4 ${nullable}`,
      purpose: 'widen the column message to MEDIUMTEXT of utf8mb4',
    });
  }
  if (!hasKey(structure, mode)) {
    steps.push({ sql: addKey(table, mode), purpose: `add a unique key on ${keyOf(mode).join(', ')}` });
  }
  return steps;
}

/** How to write into a table as it is. */
export function planFor(structure: Structure, table: string, mode: Mode): Plan {
  const lacking = fields.filter(({ name, required }) => required && !structure.columns.has(name));
  if (lacking.length > 0) {
    const names = lacking.map(({ name }) => name).join(', ');
    return { kind: 'unusable', reason: `it has no column ${names}; add it, name another table, or set migrate: true` };
  }
  const perEvent = hasKey(structure, 'upsert');
  if (mode === 'upsert' && !perEvent) {
    return {
      kind: 'unusable',
      reason: `mode upsert needs a unique key on event_id: ${addKey(table, mode)}; or set mode: append, or name another table`,
    };
  }
  if (mode === 'append' && perEvent) {
    return {
      kind: 'unusable',
      reason:
        'its unique key on event_id allows one row per event only: set mode: upsert, drop the key, or name another table',
    };
  }
  const targets = fields.flatMap((field): Target[] => {
    const column = structure.columns.get(field.name);
    return column === undefined ? [] : [{ field, column }];
  });
  const missing = fields.flatMap(({ name }) => (structure.columns.has(name) ? [] : [name]));
  return { kind: 'usable', mode, targets, missing, idempotent: perEvent || hasKey(structure, mode) };
}
