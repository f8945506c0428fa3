import { KafkaStandIn } from '@kubeherald/stand-ins/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './harness/run-cases.ts';
import { livingCases, rows, runAll, withRecordedVersions } from './harness/run-stores.ts';
import type { Vector } from './harness/vectors.ts';

const cases = livingCases('kafka-');
const brokers = new Map<string, KafkaStandIn>();

type Fields = { readonly [field: string]: unknown };
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function recordsOf({ expect: { raw } }: Vector): readonly Fields[] {
  return Array.isArray(raw.records) ? raw.records.filter(isFields) : [];
}

/** The password of a case's URI, whole: kube-eventer cuts it at a `#`. */
const passwordIn = ({ args }: Vector): string | undefined => /&password=([^&]*)/.exec(args[0] ?? '')?.[1];

describe('kafka gets what kube-eventer sends', () => {
  let outcomes: ReadonlyMap<string, Outcome> = new Map();
  beforeAll(async () => {
    for (const one of cases) {
      const password = passwordIn(one);
      const broker = new KafkaStandIn(password === undefined ? {} : { plain: { u1: password } });
      await broker.start();
      brokers.set(one.id, broker);
    }
    outcomes = await runAll(cases, ({ id }) => ({ extra: brokers.get(id)?.address ?? '' }));
  }, 300_000);
  afterAll(async () => {
    for (const broker of brokers.values()) await broker.stop();
  });

  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(1);
  });

  it.each(rows(cases))('%s: %s', (id, _title, vector) => {
    const outcome = outcomes.get(id);
    const theirs = recordsOf(vector).filter(({ value }) => typeof value === 'string');
    const ours = (brokers.get(id)?.arrived ?? []).filter(({ accepted }) => accepted);
    const values = ours.map(({ value }) => (outcome === undefined ? '' : withRecordedVersions(value, outcome)));
    // Partitions are taken in turn, so records come in any order.
    expect(values.toSorted()).toEqual(theirs.map(({ value }) => String(value)).toSorted());
    expect(new Set(ours.map(({ topic }) => topic))).toEqual(new Set(theirs.map(({ topic }) => topic)));
    expect(ours.filter(({ key }) => key !== undefined)).toEqual([]);
  });
});
