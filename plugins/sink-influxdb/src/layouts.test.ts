import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { eventPoint } from './event-point.ts';
import { event } from './fixtures/open.ts';
import { kubeEventerFieldsPoint, kubeEventerPoint } from './kube-eventer-point.ts';
import { lineOf } from './line.ts';

const rules = { fieldBytes: 65_536, lineFeeds: true };

it('event: what describes it as tags, what is told of it as fields', () => {
  const list = ['cluster', 'namespace', 'kind', 'type', 'reason', 'component'] as const;
  const { time: _, ...point } = eventPoint('kubernetes_events', list)(event('a'));
  expect(point).toEqual({
    measurement: 'kubernetes_events',
    tags: { cluster: 'prod', namespace: 'shop', kind: 'Pod', type: 'Warning', reason: 'BackOff', component: 'kubelet' },
    fields: { message: 'about a', count: 7, uid: 'uid-a', revision: '7', name: 'a', node: 'node-1' },
  });
  expect(eventPoint('m', ['name'])(event('a')).tags).toEqual({ name: 'a' });
});

describe('has the lines that kube-eventer writes', () => {
  const cases = recordedCases('influxdb');

  it('finds cases with events', () => {
    expect(cases.length).toBeGreaterThan(2);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, recorded) => {
    const { searchParams } = new URL(recorded.args[0]?.replace('--sink=influxdb:', '') ?? '');
    const cluster = searchParams.get('cluster_name') ?? 'default';
    const pointOf = searchParams.get('withfields') === 'true' ? kubeEventerFieldsPoint : kubeEventerPoint(65_536);
    const [theirs = ''] = recorded.expect.requests.flatMap(({ url, body }) =>
      url.includes('/write') && body !== '' ? [body] : [],
    );
    const ours = batchesOf(recorded).map((batch) =>
      batch.map((raw) => `${lineOf(pointOf(normaliseEvent(raw, { cluster, change: 'added' })), rules)}\n`).join(''),
    );
    // An event without any time has that of the call there, and here one that stays the same over retries.
    const expected = theirs.replace('<NOW:ns>', '0');
    // Where nothing is recorded the server was down.
    if (theirs !== '') expect(ours[0]).toBe(expected);
    else expect(recorded.title).toContain('server down');
  });
});

it('an event of events.k8s.io/v1 has the shape of core/v1', () => {
  const raw = {
    metadata: { uid: 'u', managedFields: [{}] },
    regarding: { kind: 'Pod', name: 'a' },
    note: 'about a',
    reportingController: 'scheduler',
    eventTime: '2026-11-21T04:33:38.120345Z',
  };
  const { fields } = kubeEventerPoint(1000)(normaliseEvent(raw, { cluster: 'c', change: 'added' }));
  expect(JSON.parse(String(fields.value))).toMatchObject({
    metadata: { uid: 'u' },
    involvedObject: { kind: 'Pod', name: 'a' },
    message: 'about a',
    reportingComponent: 'scheduler',
    eventTime: '2026-11-21T04:33:38.120345Z',
  });
});

it('JSON that is too long has its message cut, and stays JSON', () => {
  const { fields } = kubeEventerPoint(1000)(event('a', { message: '"事'.repeat(1000) }));
  expect(Buffer.byteLength(String(fields.value))).toBeLessThanOrEqual(1000);
  expect(JSON.parse(String(fields.value)).message).toMatch(/^("事)+"?…$/);
});

it('kube-eventer-fields: what describes the event as tags, the message as field', () => {
  const line = lineOf(kubeEventerFieldsPoint(event('a')), rules);
  expect(line).toBe(
    'events,cluster_name=prod,component=kubelet,hostname=node-1,kind=Pod,namespace_name=shop,object_name=a,reason=BackOff,type=Warning,uid=uid-a message="about a" 1795235618000000000',
  );
});
