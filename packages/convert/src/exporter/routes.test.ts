import { compileMatch } from '@kubeherald/core';
import { normaliseEvent } from '@kubeherald/sink-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../documents.ts';
import { entriesOfWay } from './entries.ts';
import {
  type Delivered,
  deliveredBy,
  type ExporterEvent,
  type ExporterRoute,
  type ExporterRule,
} from './fixtures/exporter.ts';
import { mergeEntries } from './merge.ts';
import { waysThrough } from './paths.ts';
import { readRoute } from './route.ts';
import { matchOf } from './sinks.ts';

/** What our matches deliver of an event: how often to each receiver, and whether every condition could be said. */
function converted(route: ExporterRoute) {
  const [part] = readDocuments('route', JSON.stringify(route));
  if (part === undefined) throw new Error('no route');
  const ways = waysThrough(readRoute(part));
  const receivers = [...new Set(ways.map(({ receiver }) => receiver))].map((receiver) => {
    const said = ways.filter((way) => way.receiver === receiver).map(entriesOfWay);
    const matches = mergeEntries(said.flatMap(({ entries }) => entries)).map((entry) => {
      const compiled = compileMatch(matchOf(entry));
      if (compiled.kind === 'faulty') throw new Error(JSON.stringify([entry, compiled.faults]));
      return compiled.match;
    });
    return { receiver, matches, isExact: said.every(({ unexpressed }) => unexpressed.length === 0) };
  });
  return (event: ExporterEvent) => {
    const seen = normaliseEvent(rawOf(event), { cluster: '', change: 'added' });
    return receivers.map(({ receiver, matches, isExact }) => ({
      receiver,
      isExact,
      copies: matches.filter((match) => match.decide(seen) === 0).length,
    }));
  };
}

function rawOf({ namespace, apiVersion, kind, component, host, count, ...rest }: ExporterEvent) {
  return {
    ...rest,
    count,
    metadata: { namespace, uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-21T00:00:00Z' },
    involvedObject: { kind, apiVersion, namespace, name: 'n' },
    source: { component, host },
  };
}

/** So few values, and so few conditions, that rules of a tree often speak of the same and events often get through. */
const expression = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'ab', 'a|b', '^a$', '^(a|ab)$', '^b', '[ab]c', '.*') },
  { weight: 1, arbitrary: fc.constantFrom('*a*', '(', 'a.c', 'c$') },
);
const value = fc.constantFrom('', 'a', 'a', 'b', 'ab', 'ab', 'ba', 'abc', 'axc', 'b\nc');
const field = fc.constantFrom(
  'namespace',
  'namespace',
  'type',
  'type',
  'kind',
  'reason',
  'message',
  'component',
  'host',
);
const rule = fc
  .array(fc.tuple(field, expression), { maxLength: 2, size: 'max' })
  .map((conditions): ExporterRule => Object.fromEntries(conditions));
const strange = fc.record(
  { apiVersion: expression, minCount: fc.integer({ min: -1, max: 3 }), labels: fc.constant({ app: 'a' }) },
  { requiredKeys: [] },
);
const sometimesStrange = fc
  .tuple(rule, fc.oneof({ weight: 15, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: strange }))
  .map(([one, other]): ExporterRule => ({ ...one, ...other }));
const matching = (receiver: fc.Arbitrary<string>) =>
  fc.tuple(sometimesStrange, receiver).map(([one, to]): ExporterRule => ({ ...one, receiver: to }));
const leaf: fc.Arbitrary<ExporterRoute> = fc.record({
  drop: fc.array(sometimesStrange, { maxLength: 2, size: 'max' }),
  match: fc.array(matching(fc.constantFrom('x', 'y')), { minLength: 1, maxLength: 2, size: 'max' }),
});
const above = (inner: fc.Arbitrary<ExporterRoute>): fc.Arbitrary<ExporterRoute> =>
  fc.record({
    drop: fc.array(sometimesStrange, { maxLength: 1, size: 'max' }),
    match: fc.array(matching(fc.constantFrom('', '', 'x')), { maxLength: 2, size: 'max' }),
    routes: fc.array(inner, { minLength: 1, maxLength: 3, size: 'max' }),
  });
const tree = fc.oneof(leaf, above(leaf), above(above(leaf)));
const event: fc.Arbitrary<ExporterEvent> = fc.record({
  namespace: value,
  kind: value,
  reason: value,
  type: value,
  message: value,
  component: value,
  host: value,
  apiVersion: value,
  count: fc.integer({ min: 0, max: 3 }),
});

const copiesTo = (delivered: Delivered, name: string) => delivered.get(name) ?? 0;

describe('a tree of routes', () => {
  it('decides the same for every event where all could be said, and sends more where not', () => {
    const seen = { sent: 0, kept: 0, several: 0, inexact: 0 };
    fc.assert(
      fc.property(tree, fc.array(event, { minLength: 20, maxLength: 20 }), (route, events) => {
        const ours = converted(route);
        for (const one of events) {
          const theirs = deliveredBy(route, one);
          for (const { receiver: name, copies, isExact } of ours(one)) {
            const due = copiesTo(theirs, name);
            if (isExact) {
              seen[due > 0 ? 'sent' : 'kept']++;
              if (copies > 1) seen.several++;
              expect(copies > 0, `${name} gets ${JSON.stringify(one)}`).toBe(due > 0);
              expect(copies, 'no more copies than the exporter sends').toBeLessThanOrEqual(due);
            } else {
              seen.inexact++;
              expect(due > 0 && copies === 0, `${name} loses ${JSON.stringify(one)}`).toBe(false);
            }
          }
        }
      }),
      { numRuns: 1500, seed: 6 },
    );
    // A test that mostly gave up would prove nothing.
    for (const [what, least] of Object.entries({ sent: 1_000, kept: 1_000, several: 20 })) {
      expect(seen, what).toMatchObject({ [what]: expect.toSatisfy((count: number) => count > least) });
    }
    expect(seen.inexact).toBeLessThan(seen.sent + seen.kept);
  });

  it.each<[string, ExporterRoute, object[]]>([
    ['a rule', { match: [{ namespace: 'shop', receiver: 'x' }] }, [{ eventNamespaces: ['/shop/'] }]],
    ['names', { match: [{ kind: '^(Pod|Job)$', receiver: 'x' }] }, [{ kinds: ['Pod', 'Job'] }]],
    [
      'several rules of one field are one list',
      {
        match: [
          { kind: 'Pod', receiver: 'x' },
          { kind: 'Job', receiver: 'x' },
        ],
      },
      [{ kinds: ['/Pod/', '/Job/'] }],
    ],
    [
      'drops above and here',
      {
        drop: [{ type: 'Normal' }],
        routes: [{ drop: [{ namespace: 'test' }, { namespace: 'dev' }], match: [{ receiver: 'x' }] }],
      },
      [{ not: { eventNamespaces: ['/test/', '/dev/'], level: ['/Normal/'] } }],
    ],
    [
      'a drop of two conditions is two entries',
      { drop: [{ type: 'Normal', namespace: 'test' }], match: [{ receiver: 'x' }] },
      [{ not: { level: ['/Normal/'] } }, { level: ['/Normal/'], not: { eventNamespaces: ['/test/'] } }],
    ],
    [
      'conditions of the routes above',
      { match: [{ namespace: '^shop$' }], routes: [{ match: [{ namespace: 'sh', kind: 'Pod', receiver: 'x' }] }] },
      [{ eventNamespaces: ['shop'], kinds: ['/Pod/'] }],
    ],
    [
      'what contradicts itself',
      { match: [{ type: '^Normal$' }], routes: [{ match: [{ type: '^Warning$', receiver: 'x' }] }] },
      [],
    ],
    ['an expression that is none', { match: [{ namespace: '*test*', receiver: 'x' }] }, []],
    ['a drop of it', { drop: [{ namespace: '*test*' }], match: [{ receiver: 'x' }] }, [{}]],
  ])('%s', (_, route, expected) => {
    const [part] = readDocuments('route', JSON.stringify(route));
    if (part === undefined) throw new Error('no route');
    const entries = mergeEntries(waysThrough(readRoute(part)).flatMap((way) => entriesOfWay(way).entries));
    expect(entries.map(matchOf)).toEqual(expected);
  });

  it('says what it cannot say', () => {
    const [part] = readDocuments(
      'route.yaml',
      'match:\n  - message: one\n    labels: { app: web }\n    receiver: x\nroutes:\n  - drop: [{ minCount: 3 }]\n    match:\n      - { message: two, receiver: y }\n',
    );
    if (part === undefined) throw new Error('no route');
    const said = waysThrough(readRoute(part)).map((way) => entriesOfWay(way).unexpressed);
    expect(said[0]).toEqual([expect.stringMatching(/^route\.yaml:2:5: labels: \{ app: web \} cannot be asked/)]);
    expect(said[1]).toEqual([
      expect.stringContaining('labels'),
      expect.stringMatching(/^route\.yaml:6:12: minCount: 3 cannot be asked .* more is sent/),
      expect.stringMatching(/^route\.yaml:8:9: several expressions must be found in messages/),
    ]);
  });
});
