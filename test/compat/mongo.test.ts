import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MongodbStandIn } from '../../plugins/sink-mongodb/src/fixtures/stand-in.ts';
import { livingCases, rows, runAll } from './harness/run-stores.ts';
import type { Vector } from './harness/vectors.ts';

const cases = livingCases('mongo-');
const servers = new Map<string, MongodbStandIn>();

type Fields = { readonly [field: string]: unknown };
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** A time as the recording has it. */
function asRecorded(value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  if (value.getTime() < 0) return { $date: { $numberLong: String(value.getTime()) } };
  return { $date: value.toISOString().replace('.000Z', 'Z') };
}

/** Ids are made up there, and here the revision's; an event without any time has not that of the call. */
const plain = (document: Fields): Fields => ({
  ...Object.fromEntries(Object.entries(document).map(([name, value]) => [name, asRecorded(value)])),
  _id: '…',
  ...(document.reason === 'FailedToUpdateEndpoint' ? { last_occurrence_time: '…' } : {}),
});

function recordedDocuments({ expect: { raw } }: Vector): readonly Fields[] {
  const commands = Array.isArray(raw.records) ? raw.records.filter(isFields) : [];
  return commands.flatMap(({ documents }) => (Array.isArray(documents) ? documents.filter(isFields) : []));
}

describe('mongo has the documents that kube-eventer inserts', () => {
  beforeAll(async () => {
    for (const { id } of cases) {
      const server = new MongodbStandIn('pw1-word');
      await server.start();
      servers.set(id, server);
    }
    // The stand-in lets nobody in without a password.
    const extra = (id: string) => servers.get(id)?.url.replace(/^mongodb:\/\/kube@/, 'kube:pw1-word@') ?? '';
    await runAll(cases, ({ id }) => ({ extra: extra(id) }));
  }, 300_000);
  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
  });

  it.each(rows(cases))('%s: %s', (id, _title, vector) => {
    const { documents, commands } = servers.get(id) ?? { documents: new Map<unknown, Fields>(), commands: [] };
    expect([...documents.values()].map(plain)).toEqual(recordedDocuments(vector).map(plain));
    const inserts = commands.filter(({ insert }) => insert !== undefined);
    expect(new Set(inserts.map(({ insert, $db }) => `${String($db)}.${String(insert)}`))).toEqual(
      new Set(['k8s.event']),
    );
  });
});
