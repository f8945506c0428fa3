import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './harness/run-cases.ts';
import { caseOf, headerOf, livingCases, requestsOf, rows, runAll, runAlone } from './harness/run-stores.ts';
import type { WireRequest } from './harness/vectors.ts';

/** Cases that differ from kube-eventer on purpose; each has a test of its own below. */
const differences = { 'honeycomb-004': 'an answer of 500 is no success: the events are sent again' } as const;

const cases = livingCases('honeycomb-', differences);

/**
 * What differs in all cases: under the names that kube-eventer writes, `Data` and `Timestamp`, Honeycomb does not see the time. How many
 * events share a request is not compared.
 */
const itemsOf = (bodies: readonly string[]): readonly unknown[] =>
  bodies.flatMap((body) => {
    const items: unknown = JSON.parse(body.replaceAll('"Data":', '"data":').replaceAll('"Timestamp":', '"time":'));
    return Array.isArray(items) ? items.map((item: object) => ({ samplerate: 1, ...item })) : [];
  });

const addresses = (requests: readonly WireRequest[]) =>
  new Set(requests.map(({ method, url, headers }) => `${method} ${url} ${headerOf(headers, 'x-honeycomb-team')}`));

describe('honeycomb gets what kube-eventer sends', () => {
  let outcomes: ReadonlyMap<string, Outcome> = new Map();
  beforeAll(async () => {
    outcomes = await runAll(cases);
  }, 300_000);

  it.each(rows(cases))('%s: %s', (id, _title, { expect: { requests: theirs } }) => {
    const ours = requestsOf(outcomes.get(id));
    expect(addresses(ours)).toEqual(addresses(theirs));
    expect(itemsOf(ours.map(({ body }) => body))).toEqual(itemsOf(theirs.map(({ body }) => body)));
  });
});

it(`honeycomb-004, but ${differences['honeycomb-004']}`, async () => {
  const refused = { status: 500, headers: [], body: 'no' };
  const taken = { status: 200, headers: [], body: '{}' };
  const outcome = await runAlone(caseOf('honeycomb-004'), { answers: (_, at) => (at === 0 ? refused : taken) });
  const [first, again] = outcome.requests;
  expect(itemsOf([again?.body ?? '[]'])).toEqual(itemsOf([first?.body ?? '']));
}, 120_000);
