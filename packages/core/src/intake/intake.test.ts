import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../record.ts';
import type { Push, Revision } from '../revision.ts';
import { revision } from './fixtures/events.ts';
import { MemoryJournal } from './fixtures/memory-journal.ts';
import { createIntake, type IntakeOptions } from './intake.ts';
import { compileMatch, type MatchConfig } from './match.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');

function sink(name: string, config: MatchConfig = {}) {
  const result = compileMatch(config);
  if (result.kind === 'faulty') throw new Error(JSON.stringify(result.faults));
  return { name, match: result.match };
}

function setup(options: Partial<IntakeOptions> & { readonly journal?: MemoryJournal } = {}) {
  const journal = options.journal ?? new MemoryJournal();
  const time = { now: noon };
  const counts: string[] = [];
  const warnings: object[] = [];
  const silent = () => undefined;
  const intake = createIntake({
    cluster: 'test',
    sinks: [sink('all')],
    keep: 'all',
    clock: { now: () => time.now, random: () => 0, sleep: () => Promise.reject(new Error('intake never sleeps')) },
    log: { debug: silent, info: silent, error: silent, warn: (fields) => void warnings.push(fields) },
    observer: {
      received: (_, change, count) => void counts.push(`${change} ${count}`),
      takenBefore: (_, count) => void counts.push(`taken ${count}`),
      beforeStart: (_, count) => void counts.push(`before start ${count}`),
      wanted: (name, count) => void counts.push(`${name} wants ${count}`),
      unwanted: (name, clause, count) => void counts.push(`${name} ${clause} ${count}`),
    },
    ...options,
    journal,
  });
  return { intake, journal, time, counts, warnings };
}

const watch = (position: string, ...revisions: Revision[]): Push => ({ kind: 'watch', scope: '', revisions, position });
const page = (...revisions: Revision[]): Push => ({ kind: 'page', scope: '', revisions });
const listed = (position: string): Push => ({ kind: 'listed', scope: '', position });

/** What the journal holds, short: revisions by resourceVersion, marks as `=position`. */
const inShort = (records: readonly JournalRecord[]) =>
  records.map((record) =>
    record.kind === 'revision' ? record.resourceVersion : record.kind === 'mark' ? `=${record.position}` : 'table',
  );

describe('a revision', () => {
  test('becomes a record with its bytes untouched and one decision per sink', async () => {
    const { intake, journal } = setup({ sinks: [sink('all'), sink('db', { kinds: ['Pod'], namespaces: ['db'] })] });
    const shown = revision({ resourceVersion: '7', time: '2026-11-21T11:59:58.5Z', change: 'modified' });
    await intake.push(watch('7', shown));
    expect(journal.records).toEqual([
      {
        kind: 'revision',
        scope: '',
        resourceVersion: '7',
        change: 'modified',
        receivedAt: noon,
        eventAt: noon - 1500,
        objectKey: expect.any(Number),
        decisions: [0, 1],
        listed: false,
        payload: shown.bytes,
      },
    ]);
    expect(journal.tables).toEqual([
      {
        sinks: [
          { name: 'all', clauses: [] },
          { name: 'db', clauses: ['namespaces', 'kinds'] },
        ],
      },
    ]);
  });

  test.each([
    ['in the year 9999 counts as just received', '9999-01-01T00:00:00Z', noon],
    ['before 1970 counts as the oldest there is', '1969-01-01T00:00:00Z', 0],
    ['that names no day counts as just received', '2026-99-99T00:00:00Z', noon],
  ])('with an event time %s', async (_, time, eventAt) => {
    const { intake, journal } = setup();
    await intake.push(watch('7', revision({ resourceVersion: '7', time })));
    expect(journal.revisions()[0]?.eventAt).toBe(eventAt);
  });

  test('of one object has one key, whatever uid the reporter wrote and whichever API showed it', async () => {
    const { intake, journal } = setup();
    const kubelet = { kind: 'Node', namespace: '', name: 'node-1', uid: 'node-1' };
    const { object, ...rest } = revision({ resourceVersion: '9', object: { ...kubelet, uid: 'a1b2' } });
    const { involvedObject, ...others } = object;
    await intake.push(
      watch(
        '9',
        revision({ resourceVersion: '7', object: kubelet }),
        revision({ resourceVersion: '8', object: { ...kubelet, name: 'node-2' } }),
        { ...rest, object: { ...others, regarding: involvedObject } },
      ),
    );
    const [one, two, again] = journal.revisions().map((record) => record.objectKey);
    expect(again).toBe(one);
    expect(two).not.toBe(one);
  });

  test('that no sink wants is kept by default, and with keep: matched only passed', async () => {
    const normal = [revision({ resourceVersion: '7', type: 'Normal' }), revision({ resourceVersion: '8' })];
    const sinks = [sink('ops', { level: 'Warning' })];
    const all = setup({ sinks });
    await all.intake.push(watch('8', ...normal));
    expect(inShort(all.journal.records)).toEqual(['7', '8']);
    const matched = setup({ sinks, keep: 'matched' });
    await matched.intake.push(watch('8', ...normal));
    expect(inShort(matched.journal.records)).toEqual(['8']);
  });

  test('is counted once per push: by change, taken, before the start, and by what each sink said', async () => {
    const { intake, counts } = setup({
      sinks: [sink('all'), sink('ops', { level: 'Warning' })],
      startsAt: noon - 1000,
    });
    await intake.push(
      page(
        revision({ uid: 'a', resourceVersion: '1', time: '2026-11-21T11:00:00Z' }),
        revision({ uid: 'b', resourceVersion: '2', time: '2026-11-21T12:00:00Z' }),
        revision({ uid: 'c', resourceVersion: '3', time: '2026-11-21T12:00:00Z', type: 'Normal' }),
      ),
    );
    await intake.push(listed('5'));
    expect(counts.splice(0)).toEqual(['added 2', 'before start 1', 'all wants 2', 'ops wants 1', 'ops level 1']);
    await intake.push(
      watch('6', revision({ resourceVersion: '5' }), revision({ resourceVersion: '6', change: 'modified' })),
    );
    expect(counts).toEqual(['modified 1', 'taken 1', 'all wants 1', 'ops wants 1']);
  });
});

describe('the position', () => {
  test('is what the journal knew, then what became durable, in the order of pushes', async () => {
    const journal = new MemoryJournal({ automatic: false });
    journal.records.push({ kind: 'mark', scope: '', position: '5', at: 1, epoch: 0 });
    const { intake } = setup({ journal });
    expect(intake.position('')).toBe('5');
    expect(intake.position('other')).toBeUndefined();
    const first = intake.push(watch('7', revision({ resourceVersion: '7' })));
    const second = intake.push(watch('8', revision({ resourceVersion: '8' })));
    const repeated = intake.push(watch('8', revision({ resourceVersion: '8' })));
    expect(intake.position('')).toBe('5');
    journal.commit(1);
    await first;
    expect(intake.position('')).toBe('7');
    journal.commit();
    await Promise.all([second, repeated]);
    expect(intake.position('')).toBe('8');
    expect(inShort(journal.records)).toEqual(['=5', '7', '8']);
  });

  test('does not move when the journal refuses', async () => {
    const journal = new MemoryJournal();
    journal.append = () => Promise.reject(new Error('closed'));
    const { intake } = setup({ journal });
    await expect(intake.push(watch('7', revision({ resourceVersion: '7' })))).rejects.toThrow('closed');
    expect(intake.position('')).toBeUndefined();
  });

  test('of each namespace is its own', async () => {
    const { intake, journal } = setup();
    const one = revision({ resourceVersion: '50' });
    await intake.push({ kind: 'watch', scope: 'prod', revisions: [one], position: '50' });
    await intake.push({
      kind: 'watch',
      scope: 'test',
      revisions: [revision({ uid: 'x', resourceVersion: '40' })],
      position: '40',
    });
    expect([intake.position('prod'), intake.position('test')]).toEqual(['50', '40']);
    expect(inShort(journal.records)).toEqual(['50', '40']);
  });

  test('of a push without anything new moves after those before it', async () => {
    const journal = new MemoryJournal({ automatic: false });
    const { intake, time } = setup({ journal });
    const first = intake.push(watch('7', revision({ resourceVersion: '7' })));
    time.now += 10;
    const bookmark = intake.push(watch('9'));
    expect(intake.position('')).toBeUndefined();
    journal.commit();
    await Promise.all([first, bookmark]);
    expect(intake.position('')).toBe('9');
  });
});

describe('marks', () => {
  test('follow at most once a second what no record says, with the next push that is due', async () => {
    const { intake, journal, time } = setup();
    await intake.push(listed('5'));
    for (const position of ['6', '7', '8']) await intake.push(watch(position));
    time.now += 1000;
    await intake.push(watch('9'));
    await intake.push(watch('10', revision({ resourceVersion: '10' })));
    expect(inShort(journal.records)).toEqual(['=5', '=9', '10']);
  });

  test('that are owed are written at the end', async () => {
    const { intake, journal } = setup();
    await intake.push(listed('5'));
    await intake.push(watch('6'));
    await intake.flush();
    await intake.flush();
    expect(inShort(journal.records)).toEqual(['=5', '=6']);
  });

  test('are not owed when the last record says the position', async () => {
    const { intake, journal } = setup();
    await intake.push(listed('5'));
    await intake.push(watch('6'));
    await intake.push(watch('7', revision({ resourceVersion: '7' })));
    await intake.flush();
    expect(inShort(journal.records)).toEqual(['=5', '7']);
  });

  test('that are owed come before a list’s items, so that a crash in its middle repeats none of them', async () => {
    const { intake, journal } = setup();
    await intake.push(listed('5'));
    await intake.push(watch('6'));
    await intake.push(page(revision({ resourceVersion: '9' })));
    await intake.flush();
    expect(inShort(journal.records)).toEqual(['=5', '=6', '9']);
    const next = setup({ journal: journal.crashed() });
    await next.intake.push(page(revision({ resourceVersion: '9' })));
    expect(next.counts).toEqual(['taken 1']);
  });
});

test('the end of a new epoch is told, its mark may be lower, and the next process knows it', async () => {
  const { intake, journal, warnings } = setup();
  await intake.push(watch('100', revision({ resourceVersion: '100', time: '2026-11-21T11:00:00Z' })));
  await intake.push({ kind: 'epoch', scope: '', position: '50', reason: 'the server is at 50' });
  await intake.push(
    page(
      revision({ uid: 'old', resourceVersion: '40', time: '2026-11-21T10:00:00Z' }),
      revision({ uid: 'new', resourceVersion: '45', time: '2026-11-21T11:30:00Z' }),
    ),
  );
  await intake.push(listed('50'));
  expect(inShort(journal.records)).toEqual(['100', '45', '=50']);
  expect(journal.crashed().scope('')).toMatchObject({ position: '50', epoch: 1 });
  expect(warnings).toEqual([{ scope: '', from: '100', to: '50', epoch: 1 }]);
});

test('new sinks decide from the next push on', async () => {
  const { intake, journal } = setup();
  await intake.push(watch('7', revision({ resourceVersion: '7' })));
  intake.setSinks([sink('ops', { level: 'Normal' }), sink('all')]);
  await intake.push(watch('8', revision({ resourceVersion: '8' })));
  expect(journal.revisions().map((record) => record.decisions)).toEqual([[0], [1, 0]]);
  expect(journal.tables.map((table) => table.sinks.map(({ name }) => name))).toEqual([['all'], ['ops', 'all']]);
});
