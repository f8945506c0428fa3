import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeEvent } from './event.ts';
import { recordedEvents, recordings } from './fixtures/recordings.ts';
import { normaliseEvent } from './normalise.ts';

const context = { cluster: 'prod', change: 'added' } as const;
const legacy = {
  metadata: {
    name: 'web.1',
    namespace: 'shop',
    uid: 'u',
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  involvedObject: {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: 'shop',
    name: 'web',
    uid: 'p',
    fieldPath: 'spec.containers{app}',
  },
  reason: 'BackOff',
  message: 'again',
  source: { component: 'kubelet', host: 'node-1' },
  firstTimestamp: '2026-01-02T00:00:00Z',
  lastTimestamp: '2026-01-03T00:00:00Z',
  count: 4,
  type: 'Warning',
  eventTime: null,
  reportingComponent: '',
  reportingInstance: '',
};
const recent = {
  metadata: {
    name: 'web.2',
    namespace: 'shop',
    uid: 'v',
    resourceVersion: '8',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  regarding: { kind: 'Pod', namespace: 'shop', name: 'web' },
  related: { kind: 'Node', name: 'node-1' },
  note: 'no node fits',
  action: 'Scheduling',
  reportingController: 'default-scheduler',
  reportingInstance: 'scheduler-0',
  deprecatedSource: {},
  deprecatedFirstTimestamp: null,
  deprecatedLastTimestamp: null,
  eventTime: '2026-01-04T00:00:00.123456Z',
  series: { count: 6, lastObservedTime: '2026-01-05T00:00:00.654321Z' },
};

/** All that the two views must agree on. */
function withoutRaw(event: KubeEvent) {
  const { raw: _, ...rest } = event;
  return rest;
}

describe('an event of core/v1', () => {
  it('has every field in its place', () => {
    expect(normaliseEvent(legacy, context)).toEqual({
      id: 'u:7',
      uid: 'u',
      resourceVersion: '7',
      name: 'web.1',
      namespace: 'shop',
      cluster: 'prod',
      change: 'added',
      time: '2026-01-03T00:00:00Z',
      firstTime: '2026-01-02T00:00:00Z',
      lastTime: '2026-01-03T00:00:00Z',
      count: 4,
      type: 'Warning',
      reason: 'BackOff',
      message: 'again',
      action: '',
      object: {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: 'shop',
        name: 'web',
        uid: 'p',
        fieldPath: 'spec.containers{app}',
      },
      source: { component: 'kubelet', instance: '', node: 'node-1' },
      raw: legacy,
    });
  });
});

describe('an event of events.k8s.io/v1', () => {
  const event = normaliseEvent(recent, { cluster: 'prod', change: 'modified' });

  it('is the same shape', () => {
    expect(event).toMatchObject({
      change: 'modified',
      message: 'no node fits',
      action: 'Scheduling',
      object: { apiVersion: '', kind: 'Pod', namespace: 'shop', name: 'web', uid: '', fieldPath: '' },
      related: { kind: 'Node', name: 'node-1', namespace: '' },
      source: { component: 'default-scheduler', instance: 'scheduler-0', node: '' },
    });
  });

  it('takes its time and count from the series', () => {
    expect(event).toMatchObject({
      time: '2026-01-05T00:00:00.654321Z',
      firstTime: '2026-01-04T00:00:00.123456Z',
      count: 6,
    });
  });
});

describe('the event time is the first that is set', () => {
  const all = {
    series: { lastObservedTime: '2026-01-05T00:00:00Z' },
    lastTimestamp: '2026-01-04T00:00:00Z',
    eventTime: '2026-01-03T00:00:00Z',
    firstTimestamp: '2026-01-02T00:00:00Z',
    metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
  };
  const { series: _, ...noSeries } = all;
  it.each([
    ['series.lastObservedTime', all, '2026-01-05T00:00:00Z'],
    ['lastTimestamp', noSeries, '2026-01-04T00:00:00Z'],
    ['eventTime', { ...noSeries, lastTimestamp: null }, '2026-01-03T00:00:00Z'],
    ['firstTimestamp', { ...noSeries, lastTimestamp: null, eventTime: null }, '2026-01-02T00:00:00Z'],
    ['creationTimestamp', { metadata: all.metadata }, '2026-01-01T00:00:00Z'],
    ['one that can be read', { ...all, series: { lastObservedTime: 'yesterday' } }, '2026-01-04T00:00:00Z'],
    ['the epoch when there is none', {}, '1970-01-01T00:00:00Z'],
  ])('%s', (_name, raw, expected) => {
    expect(normaliseEvent(raw, context).time).toBe(expected);
  });
});

describe('the occurrence count', () => {
  it.each([
    [{ count: 3, series: { count: 9 } }, 9],
    [{ count: 9, series: { count: 3 } }, 9],
    [{ deprecatedCount: 5 }, 5],
    [{ count: -4 }, 1],
    [{ count: '12' }, 1],
    [{}, 1],
  ])('of %j is %i', (raw, expected) => {
    expect(normaliseEvent(raw, context).count).toBe(expected);
  });
});

it('an object outside of all namespaces has none, though its Event lies in default', () => {
  const event = normaliseEvent(
    { metadata: { namespace: 'default' }, involvedObject: { kind: 'Node', name: 'node-1' } },
    context,
  );
  expect(event).toMatchObject({ namespace: 'default', object: { kind: 'Node', namespace: '' } });
});

it('never throws, and gives every field its type, whatever the input', () => {
  const names = Object.keys({ ...legacy, ...recent });
  const anything = fc.dictionary(fc.constantFrom(...names, 'x'), fc.anything({ maxDepth: 2 }));
  fc.assert(
    fc.property(anything, (raw) => {
      const event = normaliseEvent(raw, context);
      const { count, object, related, source, raw: kept, ...texts } = event;
      expect(count).toBeGreaterThanOrEqual(1);
      expect(kept).toBe(raw);
      for (const text of Object.values({ ...texts, ...object, ...source, ...related }))
        expect(text).toBeTypeOf('string');
      expect(event.time).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/);
    }),
    { numRuns: 500, seed: 1 },
  );
});

describe('what a real API server sent', () => {
  it('both views of one stored event are equal', () => {
    const byRevision = Map.groupBy(
      recordedEvents('same-object-both-views'),
      ({ event }) => normaliseEvent(event, context).id,
    );
    const pairs = [...byRevision.values()].map((group) => ({
      core: group.filter(({ event }) => event.involvedObject),
      recent: group.filter(({ event }) => event.regarding),
    }));
    const both = pairs.filter((pair) => pair.core.length > 0 && pair.recent.length > 0);
    expect(both.length).toBeGreaterThanOrEqual(3);
    for (const pair of both) {
      const [first, ...others] = [...pair.core, ...pair.recent].map(({ event }) =>
        withoutRaw(normaliseEvent(event, context)),
      );
      for (const other of others) expect(other).toEqual(first);
    }
  });

  it('odd characters arrive unchanged', () => {
    const messages = recordedEvents('unusual-events').map(({ event }) => normaliseEvent(event, context).message);
    expect(messages).toContain('said "no" \\ and\nleft\r\n\tindented');
    expect(messages.some((message) => message.length > 50_000)).toBe(true);
    expect(messages.some((message) => message.includes('👩‍👧') && message.includes('{{ .Message }}'))).toBe(true);
  });

  it.each(recordings)('%s: every event has an id, a time and a count', (name) => {
    for (const { event } of recordedEvents(name)) {
      const normal = normaliseEvent(event, context);
      expect(normal.id).toMatch(/^[0-9a-f-]{36}:[1-9]\d*$/);
      expect(normal.time).not.toBe('1970-01-01T00:00:00Z');
      expect(normal.time).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/);
      expect(normal.object.name + normal.object.namespace).not.toBe('');
      expect(normal.count).toBeGreaterThanOrEqual(1);
    }
  });
});
