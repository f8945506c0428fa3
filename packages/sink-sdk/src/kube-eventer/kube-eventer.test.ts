import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RawEvent } from '../event.ts';
import { normaliseEvent } from '../normalise.ts';
import { coreEvent, factsOf, goJson } from './index.ts';

const folder = new URL('../../../../test/data/kube-eventer/', import.meta.url);
const events: Readonly<Record<string, RawEvent>> = JSON.parse(readFileSync(new URL('events.json', folder), 'utf8'));
const vectors = readFileSync(new URL('vectors.jsonl', folder), 'utf8');

const normalised = (raw: RawEvent) => normaliseEvent(raw, { cluster: 'default', change: 'added' });
const isFields = (value: unknown): value is RawEvent => typeof value === 'object' && value !== null;

/** All texts within a value. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return isFields(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** The JSON of events that kube-eventer put into logs of SLS and messages of Kafka. */
const recorded = new Set(
  textsIn(
    vectors
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).flatMap((text) => {
    if (text.startsWith('{"EventValue"')) return [String(JSON.parse(text).EventValue)];
    return text.startsWith('{\n "metadata"') ? [text] : [];
  }),
);

const uidOf = ({ metadata }: RawEvent) => (isFields(metadata) ? metadata.uid : undefined);

describe('an event as the JSON that kube-eventer makes of it', () => {
  it('finds what it is to compare with', () => {
    expect(recorded.size).toBeGreaterThanOrEqual(2);
  });

  it.each([...recorded].map((text) => [String(JSON.parse(text).reason), text] as const))('%s', (_reason, text) => {
    const uid = uidOf(JSON.parse(text));
    const made = Object.values(events)
      .filter((raw) => uidOf(raw) === uid)
      .map((raw) => goJson(coreEvent(normalised(raw)), 1));
    expect(made).toContain(text);
  });

  it('has fields in the order of the structs, names of maps sorted, and nulls where times are none', () => {
    const { labels = {}, 'zero-times': zero = {} } = events;
    expect(goJson(coreEvent(normalised(labels)))).toContain(
      '"labels":{"app":"web","app.kubernetes.io/name":"web front","empty":"","tier":"frontend","zeta":"last"},"annotations":{"k1":"v1","note":"a \\"quoted\\" \\u003cb\\u003enote\\u003c/b\\u003e"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-5d4","uid":"rs-uid","controller":true,"blockOwnerDeletion":true},',
    );
    expect(coreEvent(normalised(zero))).toMatchObject({
      metadata: { creationTimestamp: null },
      firstTimestamp: null,
      eventTime: null,
    });
  });

  it('is that of core/v1 for what came from events.k8s.io/v1, without what its structs lack', () => {
    const raw = {
      metadata: { uid: 'u', managedFields: [{ manager: 'm', subresource: 's' }] },
      regarding: { kind: 'Pod', name: 'a' },
      note: 'about a',
      deprecatedCount: 2,
      deprecatedSource: { component: 'c', host: 'h' },
      deprecatedLastTimestamp: '2024-03-01T10:00:00.5+08:00',
      eventTime: '2024-03-01T02:00:00.1Z',
      reportingController: 'scheduler',
    };
    expect(goJson(coreEvent(normalised(raw)))).toBe(
      '{"metadata":{"uid":"u","creationTimestamp":null,"managedFields":[{"manager":"m"}]},"involvedObject":{"kind":"Pod","name":"a"},"message":"about a","source":{"component":"c","host":"h"},"firstTimestamp":null,"lastTimestamp":"2024-03-01T02:00:00Z","count":2,"eventTime":"2024-03-01T02:00:00.100000Z","reportingComponent":"scheduler","reportingInstance":""}',
    );
  });
});

it('JSON has what Go escapes, and replaces half a surrogate pair', () => {
  expect(goJson({ a: '<a href="x">&\u2028\u2029\ud800\u0001é' })).toBe(
    '{"a":"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028\\u2029\ufffd\\u0001é"}',
  );
});

it.each([
  [
    'backoff',
    {
      time: '2024-03-01T02:03:04Z',
      firstTime: '2024-03-01T01:59:30Z',
      count: 7,
      component: 'kubelet',
      objectRevision: '998',
    },
  ],
  // Neither the series nor the reporting controller is looked at.
  [
    'event-time-only',
    { time: '2024-03-01T02:03:04.123456Z', firstTime: '', count: 0, component: '', objectRevision: '77' },
  ],
  [
    'zero-times',
    { time: '1970-01-01T00:00:00Z', firstTime: '', count: 3, component: 'endpoint-controller', objectRevision: '' },
  ],
])('the facts of %s', (name, expected) => {
  expect(factsOf(normalised(events[name] ?? {}))).toEqual(expected);
});

it.each([
  ['2024-03-01T02:03:04.120000Z', '2024-03-01T02:03:04.12Z'],
  ['2024-03-01T02:03:00.000000Z', '2024-03-01T02:03:00Z'],
])('the time %s is %s', (eventTime, expected) => {
  expect(factsOf(normalised({ eventTime })).time).toBe(expected);
});
