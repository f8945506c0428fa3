import { describe, expect, it } from 'vitest';
import { itemOf } from './bulk.ts';
import { eventDocument } from './document.ts';
import { event } from './fixtures/open.ts';
import { layoutOf } from './layout.ts';
import { indexOf } from './target.ts';

describe('the layout event', () => {
  it('has the event’s fields, those that say something, and labels as pairs', () => {
    const labels = { app: 'web', 'app.kubernetes.io/name': 'web' };
    const one = event('a', { metadata: { uid: 'uid-a', resourceVersion: '7', name: 'a', namespace: 'shop', labels } });
    expect(eventDocument(false)(one)).toEqual({
      '@timestamp': '2026-11-21T04:33:38Z',
      id: 'uid-a:7',
      uid: 'uid-a',
      resourceVersion: '7',
      name: 'a',
      namespace: 'shop',
      cluster: 'prod',
      change: 'added',
      firstTime: '2026-11-21T04:21:08Z',
      lastTime: '2026-11-21T04:33:38Z',
      count: 7,
      type: 'Warning',
      reason: 'BackOff',
      message: 'about a',
      object: { kind: 'Pod', namespace: 'shop', name: 'a' },
      source: { component: 'kubelet', instance: 'node-1', node: 'node-1' },
      labels: ['app=web', 'app.kubernetes.io/name=web'],
    });
    expect(eventDocument(true)(one).raw).toBe(JSON.stringify(one.raw));
  });
});

it.each([
  ['daily', false, 'heapster-2000.02.01'],
  ['daily', true, 'heapster-application-2000.02.01'],
  ['monthly', false, 'heapster-2000.02'],
  ['index', false, 'heapster'],
  ['index', true, 'heapster-application'],
  ['dataStream', true, 'heapster-application'],
] as const)('%s, by namespace %s: %s', (target, byNamespace, expected) => {
  const fields = { involvedObject: { kind: 'Pod', namespace: 'application' }, lastTimestamp: '2000-02-01T23:59:59Z' };
  expect(indexOf(event('a', fields), { index: 'heapster', target, byNamespace })).toBe(expected);
});

it('an event about what has no namespace lies in default, as its Event', () => {
  const fields = { metadata: { uid: 'u', namespace: 'default' }, involvedObject: { kind: 'Node', name: 'n' } };
  const options = { index: 'events', target: 'index', byNamespace: true } as const;
  expect(indexOf(event('a', fields), options)).toBe('events-default');
});

describe('an id', () => {
  const layout = layoutOf({ layout: 'event', raw: false, index: 'x', target: 'index', byNamespace: false });
  const options = { ...layout, requestBytes: 100_000 };
  const idOf = (uid: string) => {
    const { action } = itemOf(event('a', { metadata: { uid, resourceVersion: '7' } }), 0, options);
    return JSON.parse(action).create._id;
  };
  it('is the revision’s, its hash when it is too long, and none without a uid', () => {
    expect(idOf('uid-a')).toBe('uid-a:7');
    expect(idOf('u'.repeat(511))).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf('')).toBeUndefined();
  });
});
