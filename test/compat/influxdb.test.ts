import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './harness/run-cases.ts';
import { caseOf, headerOf, livingCases, requestsOf, rows, runAll, runAlone } from './harness/run-stores.ts';
import type { WireRequest } from './harness/vectors.ts';

/** Cases that differ from kube-eventer on purpose; each has a test of its own below. */
const differences = {
  'influxdb-004': 'points that are answered with 500 are written again',
  'influxdb-007': 'the events wait until the server is there',
} as const;

const cases = livingCases('influxdb-', differences);
const written = { status: 204, headers: [], body: '' } as const;

/**
 * What is written, and where to. kube-eventer asks for `/ping` and makes the database when it starts, and names a consistency and a
 * precision that are empty; we make the database when it turns out to be missing, and the precision is the default's.
 */
function writes(requests: readonly WireRequest[]) {
  const found = requests.filter(({ url }) => url.includes('/write?'));
  // An event without any time has not that of the call.
  const lines = found
    .map(({ body }) => body)
    .join('')
    .replaceAll('<NOW:ns>', '0');
  const targets = found.map(({ url, headers }) => {
    const { searchParams } = new URL(url.replace('RECORDER', 'recorder'));
    return [searchParams.get('db'), searchParams.get('rp'), headerOf(headers, 'authorization')].join(' ');
  });
  return { lines, targets: [...new Set(targets)] };
}

describe('influxdb gets what kube-eventer writes', () => {
  let outcomes: ReadonlyMap<string, Outcome> = new Map();
  beforeAll(async () => {
    outcomes = await runAll(cases, () => ({ answers: () => written }));
  }, 300_000);

  it.each(rows(cases))('%s: %s', (id, _title, { expect: { requests } }) => {
    expect(writes(requestsOf(outcomes.get(id)))).toEqual(writes(requests));
  });
});

it(`influxdb-004, but ${differences['influxdb-004']}`, async () => {
  const vector = caseOf('influxdb-004');
  const busy = { status: 500, headers: [], body: '{"error":"timeout"}' };
  const { requests } = await runAlone(vector, { answers: (_, at) => (at === 0 ? busy : written) });
  expect(writes(requests.slice(1))).toEqual(writes(vector.expect.requests));
}, 120_000);

it(`influxdb-007, but ${differences['influxdb-007']}`, async () => {
  const { log } = await runAlone(caseOf('influxdb-007'), { says: /sink influxdb cannot deliver[^"]*ECONNREFUSED/ });
  expect(log).not.toContain('dead letter');
}, 120_000);

it('a database that is missing is made, and the points that found none are written again', async () => {
  const vector = caseOf('influxdb-001');
  const made = new Set<string>();
  const outcome = await runAlone(vector, {
    answers: ({ url, body }) => {
      if (url.startsWith('/query') || url.includes('/query')) {
        made.add(decodeURIComponent(body).replaceAll('+', ' '));
        return { status: 200, headers: [], body: '{"results":[{}]}' };
      }
      return made.size > 0 ? written : { status: 404, headers: [], body: '{"error":"database not found: \\"k8s\\""}' };
    },
  });
  expect([...made]).toEqual(['q=CREATE DATABASE "k8s" WITH NAME "default"']);
  const [refused, ...others] = requestsOf(outcome).filter(({ url }) => url.includes('/write?'));
  expect(others[0]?.body).toBe(refused?.body);
  expect(writes(others).lines).toBe(writes(vector.expect.requests).lines);
}, 120_000);
