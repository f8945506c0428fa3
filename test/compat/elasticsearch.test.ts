import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './harness/run-cases.ts';
import { headerOf, livingCases, requestsOf, rows, runAll } from './harness/run-stores.ts';
import type { WireReply, WireRequest } from './harness/vectors.ts';

const cases = livingCases('elasticsearch-');

/** Actions and documents of bulk requests, sorted. Ids are the events' revisions and not made up; versions 2 and 5 wrote them first. */
function bulkPairs(requests: readonly WireRequest[]): readonly string[] {
  const bodies = requests.filter(({ url }) => /\/_bulk(\?|$)/.test(url)).map(({ body }) => body);
  const pairs: readonly string[] = bodies.join('').match(/.*\n.*\n/g) ?? [];
  return pairs
    .map((pair) =>
      pair.replace(/"_id":"[^"]*"/, '"_id":"…"').replace(/"_id":"…","_index":("[^"]*")/, '"_index":$1,"_id":"…"'),
    )
    .toSorted();
}

/** Other requests: each once, where kube-eventer asks before each event, and by the name that all versions know of `_alias`. */
function others(requests: readonly WireRequest[]): readonly string[] {
  const asked = requests
    .filter(({ url }) => !url.includes('/_bulk'))
    .map(
      ({ method, url, body }) =>
        `${method} ${url.replace(/_aliases$/, (name) => (method === 'GET' ? '_alias' : name))} ${method === 'PUT' ? '' : body}`,
    );
  return [...new Set(asked)].toSorted();
}

/** Where and as whom requests are sent. */
const credentials = (requests: readonly WireRequest[]) =>
  new Set(requests.map(({ headers }) => headerOf(headers, 'authorization')));

const json = (status: number, body: unknown): WireReply => ({
  status,
  headers: [['Content-Type', 'application/json']],
  body: JSON.stringify(body),
});

/** Answers as the recorder of a case did: all indices are missing, or there and with the alias. */
function answer(exists: boolean, { method, url, body }: WireRequest): WireReply {
  if (method === 'HEAD') return { status: exists ? 200 : 404, headers: [], body: '' };
  if (method === 'GET') {
    const index = /\/([^/]+)\/_alias/.exec(url)?.[1] ?? '';
    return json(200, { [index]: { aliases: exists ? { 'heapster-events': {} } : {} } });
  }
  if (!url.includes('/_bulk')) return json(200, { acknowledged: true });
  const count = body.split('\n').length >> 1;
  return json(200, {
    took: 1,
    errors: false,
    items: Array.from({ length: count }, () => ({ index: { status: 201 } })),
  });
}

describe('elasticsearch gets what kube-eventer sends', () => {
  let outcomes: ReadonlyMap<string, Outcome> = new Map();
  beforeAll(async () => {
    outcomes = await runAll(cases, ({ title }) => ({
      answers: (request) => answer(title.includes('exist already'), request),
    }));
  }, 300_000);

  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(4);
  });

  it.each(rows(cases))('%s: %s', (id, _title, { expect: { requests: theirs } }) => {
    const ours = requestsOf(outcomes.get(id));
    expect(bulkPairs(ours)).toEqual(bulkPairs(theirs));
    expect(others(ours)).toEqual(others(theirs));
    expect(credentials(ours)).toEqual(credentials(theirs));
  });

  it('an index is made without the mapping of versions 2 and 5, whose types later ones refuse', () => {
    const puts = [...outcomes.values()].flatMap(({ requests }) => requests.filter(({ method }) => method === 'PUT'));
    expect(new Set(puts.map(({ body }) => body))).toEqual(new Set(['']));
  });
});
