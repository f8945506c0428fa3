import { describe, expect, it } from 'vitest';
import { fields } from './column.ts';
import { type ChosenMode, createTable, type Mode, modeFor, planFor, stepsFor } from './plan.ts';
import type { Column, Structure } from './structure.ts';

const text = (type: string, charset = 'utf8mb4'): Column => ({
  type,
  characters: 255,
  bytes: 1020,
  charset,
  nullable: false,
});

function structure(
  keys: readonly (readonly string[])[],
  lacking: readonly string[] = [],
  message = text('mediumtext'),
): Structure {
  const names = fields.map(({ name }) => name).filter((name) => !lacking.includes(name));
  const columns = names.map((name): [string, Column] => [name, name === 'message' ? message : text('varchar')]);
  return { columns: new Map(columns), uniqueKeys: [['id'], ...keys] };
}

const eventKey = ['event_id'];
const revisionKey = ['event_id', 'resource_version'];

describe('what a table can be used for', () => {
  it.each<[string, Mode, Structure, string]>([
    ['a key per event', 'upsert', structure([eventKey]), 'usable'],
    ['a key per event and cluster', 'upsert', structure([['cluster', 'event_id']]), 'usable'],
    ['no key', 'upsert', structure([]), 'unique key on event_id'],
    ['a key per revision', 'upsert', structure([revisionKey]), 'unique key on event_id'],
    ['a key on the name', 'upsert', structure([['name', 'event_id']]), 'unique key on event_id'],
    ['a key per revision', 'append', structure([revisionKey]), 'usable'],
    ['a key per event', 'append', structure([eventKey]), 'one row per event'],
    ['no column message', 'append', structure([], ['message', 'reason']), 'no column reason, message'],
  ])('%s, mode %s', (_, mode, found, expected) => {
    const plan = planFor(found, 'kube_event', mode);
    expect(plan.kind === 'usable' ? 'usable' : plan.reason).toContain(expected);
  });

  it('without a key a row per revision works, but a repeated batch shows', () => {
    expect(planFor(structure([]), 'kube_event', 'append')).toMatchObject({ kind: 'usable', idempotent: false });
    expect(planFor(structure([revisionKey]), 'kube_event', 'append')).toMatchObject({ idempotent: true });
  });
});

describe('a migration', () => {
  it('changes nothing of a table that is right', () => {
    expect(stepsFor(structure([eventKey]), 'kube_event', 'upsert')).toEqual([]);
  });

  it('adds columns and the key, and widens the message', () => {
    const old = structure([], ['cluster', 'labels'], text('varchar', 'utf8mb3'));
    expect(stepsFor(old, 'my`table', 'append').map(({ sql }) => sql)).toEqual([
      "ALTER TABLE `my``table` ADD COLUMN `cluster` VARCHAR(255) NOT NULL DEFAULT '', ADD COLUMN `labels` JSON NULL",
      'ALTER TABLE `my``table` MODIFY COLUMN `message` MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL',
      'ALTER TABLE `my``table` ADD UNIQUE KEY `revision` (`event_id`, `resource_version`)',
    ]);
  });
});

it('the table made has every column and the key of the mode', () => {
  const ddl = createTable('kube_event', 'append');
  for (const { name } of fields) expect(ddl).toContain(`\`${name}\` `);
  expect(ddl).toContain('UNIQUE KEY `revision` (`event_id`, `resource_version`)');
});

it.each<[string, ChosenMode, Structure, Mode]>([
  ['a key per event', 'auto', structure([eventKey]), 'upsert'],
  ['no key', 'auto', structure([]), 'append'],
  ['a key per revision', 'auto', structure([revisionKey]), 'append'],
  ['no table', 'auto', { columns: new Map(), uniqueKeys: [] }, 'upsert'],
  ['no key', 'upsert', structure([]), 'upsert'],
])('with %s, mode %s', (_, chosen, found, expected) => {
  expect(modeFor(found, chosen)).toBe(expected);
});
