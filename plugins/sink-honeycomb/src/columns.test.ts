import { expect, it } from 'vitest';
import { bodyOf, itemOf } from './batch.ts';
import { layouts } from './columns.ts';
import { event } from './fixtures/open.ts';

it('the body has time, sample rate and flat data', () => {
  const body = bodyOf([itemOf(event('a'), 0, layouts.event, 5_000_000)]);
  expect(JSON.parse(body)).toEqual([
    {
      time: '2026-11-21T04:33:38Z',
      samplerate: 1,
      data: {
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
        'object.kind': 'Pod',
        'object.namespace': 'shop',
        'object.name': 'a',
        'object.fieldPath': 'spec.containers{app}',
        'source.component': 'kubelet',
        'source.instance': 'node-1',
        'source.node': 'node-1',
        'labels.app': 'web',
        'labels.app.kubernetes.io/name': 'web',
      },
    },
  ]);
});

it("kube-eventer's layout has its columns, and the time where Honeycomb looks for it", () => {
  const body = bodyOf([itemOf(event('a', { source: {} }), 0, layouts['kube-eventer'], 5_000_000)]);
  expect(JSON.parse(body)).toEqual([
    {
      time: '2026-11-21T04:33:38Z',
      samplerate: 1,
      data: {
        namespace: 'shop',
        kind: 'Pod',
        name: 'a',
        subobject: 'spec.containers{app}',
        'source.component': '',
        'source.host': '',
        count: 7,
        type: 'Warning',
        reason: 'BackOff',
        message: 'about a',
      },
    },
  ]);
});
