import { MysqlStandIn } from '@kubeherald/stand-ins/mysql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseOf, livingCases, rows, runAll, runAlone } from './harness/run-stores.ts';
import type { Vector } from './harness/vectors.ts';

/** Cases that differ from kube-eventer on purpose; each has a test of its own below. */
const differences = { 'mysql-008': 'a table that is missing holds the events up, and its definition is told' } as const;

const cases = livingCases('mysql-', differences);
const servers = new Map<string, MysqlStandIn>();

type Row = Readonly<Record<string, unknown>>;
const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

/** The table of kube-eventer's schema file. */
const columns = ['namespace', 'kind', 'name', 'type', 'reason', 'message', 'event_id', 'first_occurrence_time'];
const table = [
  'CREATE TABLE `kube_event` (',
  ...columns.map((name) => `  \`${name}\` VARCHAR(255) NOT NULL,`),
  '  `last_occurrence_time` VARCHAR(255) NOT NULL',
  ')',
].join('\n');

/** Events that kube-eventer loses: what is too long is cut here, and the connection is always utf8mb4. */
const keptHere: ReadonlySet<unknown> = new Set([
  '77777777-0000-4000-8000-000000000007',
  '66666666-0000-4000-8000-000000000006',
]);

async function start(id: string): Promise<MysqlStandIn> {
  const server = new MysqlStandIn({ user: 'eventer', password: 'pw1', database: 'DBNAME', table });
  await server.start();
  servers.set(id, server);
  return server;
}

const address = (id: string) => ({ extra: `127.0.0.1:${servers.get(id)?.port ?? 0}` });

function recordedRows({ expect: { raw } }: Vector): readonly Row[] {
  const [held] = Array.isArray(raw.records) ? raw.records.filter(isRow) : [];
  return (Array.isArray(held?.rows) ? held.rows.filter(isRow) : []).map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'id')),
  );
}

/** An event without any time has not that of the call. */
const plain = (row: Row): Row => ({
  ...row,
  last_occurrence_time: row.reason === 'FailedToUpdateEndpoint' ? '…' : row.last_occurrence_time,
});

describe('mysql has the rows that kube-eventer inserts', () => {
  beforeAll(async () => {
    for (const { id } of cases) await start(id);
    await runAll(cases, ({ id }) => address(id));
  }, 300_000);
  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
  });

  it.each(rows(cases))('%s: %s', (id, _title, vector) => {
    const theirs = recordedRows(vector);
    const known = new Set(theirs.map(({ event_id: uid }) => uid));
    const ours = servers.get(id)?.table?.rows ?? [];
    expect(ours.filter(({ event_id: uid }) => known.has(uid)).map(plain)).toEqual(theirs.map(plain));
    const more = ours.map(({ event_id: uid }) => uid).filter((uid) => !known.has(uid));
    expect(more.filter((uid) => !keptHere.has(uid))).toEqual([]);
  });

  it('an emoji is kept whatever the charset of the connection, and a long message in part', () => {
    const messages = [...servers.values()].flatMap((server) => server.table?.rows.map(({ message }) => message) ?? []);
    expect(messages.filter((message) => String(message).includes('🔥')).length).toBeGreaterThanOrEqual(2);
    expect(messages.some((message) => String(message).startsWith('MountVolume') && String(message).endsWith('…'))).toBe(
      true,
    );
  });

  it(`mysql-008, but ${differences['mysql-008']}`, async () => {
    await start('mysql-008');
    const { log } = await runAlone(caseOf('mysql-008'), {
      ...address('mysql-008'),
      says: /the table nope in .* cannot be used/,
    });
    expect(log).toContain('CREATE TABLE IF NOT EXISTS `nope`');
  }, 120_000);
});
