import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { open } from './fixtures/open.ts';

type Row = Readonly<Record<string, unknown>>;

/** The table of kube-eventer's schema file. */
const table = [
  'CREATE TABLE `kube_event` (',
  ...['namespace', 'kind', 'name', 'type', 'reason', 'message', 'event_id'].map(
    (name) => `  \`${name}\` VARCHAR(255) NOT NULL,`,
  ),
  '  `first_occurrence_time` VARCHAR(255) NOT NULL,',
  '  `last_occurrence_time` VARCHAR(255) NOT NULL',
  ')',
].join('\n');

const cases = recordedCases('mysql').filter(({ batches = [] }) => batches.length > 0);

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

/** Without the number that the server gave it. */
const withoutId = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'id'));

/** Events whose rows kube-eventer loses and ours are not, each in the cases where that is so. */
const kept: Readonly<Record<string, string>> = {
  'long-message': 'the message is longer than its column: here it is cut',
  'special-chars': 'an emoji does not fit into charset=utf8: here the connection is always utf8mb4',
};
const uidsOf: Readonly<Record<string, string>> = {
  'long-message': '77777777-0000-4000-8000-000000000007',
  'special-chars': '66666666-0000-4000-8000-000000000006',
};

async function rowsOf(recorded: (typeof cases)[number]): Promise<readonly Row[]> {
  const { sink, standIn } = await open(
    { mode: 'auto', migrate: false, times: 'go', zone: recorded.timezone },
    { table },
  );
  const events = batchesOf(recorded)
    .flat()
    .map((raw) => normaliseEvent(raw, { cluster: 'c', change: 'added' }));
  await sink.deliver({ id: 'b', attempt: 1, events }, { signal: new AbortController().signal });
  return standIn.table?.rows ?? [];
}

describe('has the rows that kube-eventer inserts', () => {
  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(4);
  });

  it.each(cases.filter(({ id }) => id !== 'mysql-008').map((one) => [one.id, one] as const))(
    '%s',
    async (_id, recorded) => {
      const [held] = recorded.expect.records ?? [];
      const theirs = (Array.isArray(held?.rows) ? held.rows.filter(isRow) : []).map(withoutId);
      const known = new Set(theirs.map(({ event_id: uid }) => uid));
      const ours = await rowsOf(recorded);
      const more = ours.filter(({ event_id: uid }) => !known.has(uid)).map(({ event_id: uid }) => uid);
      expect(more.filter((uid) => !Object.values(uidsOf).includes(String(uid)))).toEqual([]);
      // An event without any time has that of the call there.
      const expected = theirs.map((row) =>
        row.last_occurrence_time === '<NOW:go>'
          ? { ...row, last_occurrence_time: expect.stringMatching(/^1970-01-01 0[08]:00:00 /) }
          : row,
      );
      expect(ours.filter(({ event_id: uid }) => known.has(uid))).toEqual(expected);
    },
  );

  it.each(Object.keys(kept))('and that of %s, which it loses', async (name) => {
    const ours = await rowsOf({
      id: name,
      title: '',
      args: [],
      timezone: 'UTC',
      batches: [[name]],
      expect: { alive: true, requests: [] },
    });
    expect(ours).toHaveLength(1);
    expect(ours[0]?.event_id).toBe(uidsOf[name]);
  });
});

it('mysql-008: a table that is missing is not made, and its definition told', async () => {
  const { sink, standIn } = await open({ mode: 'auto', migrate: false, table: 'nope' }, { table });
  const one = normaliseEvent({ metadata: { uid: 'u' } }, { cluster: 'c', change: 'added' });
  const call = { signal: new AbortController().signal };
  await expect(sink.deliver({ id: 'b', attempt: 1, events: [one] }, call)).rejects.toThrow(
    /the table nope .* there is none; set migrate: true, or create it/,
  );
  expect(standIn.table?.rows).toEqual([]);
});
