import { ConfigError, type KubeEvent, RejectedError, RetryableError, type Sink } from '@kubeherald/sink-sdk';
import { coreEvent, eventsV1Event, kubeEvent } from '@kubeherald/sink-testkit';
import { describe, expect, it } from 'vitest';
import { open } from './fixtures/open.ts';

const event = (fields: Readonly<Record<string, unknown>> = {}): KubeEvent =>
  kubeEvent(coreEvent(fields), { cluster: 'prod' });
const revision = (uid: string, resourceVersion: string, fields: object = {}) =>
  event({ metadata: { uid, resourceVersion }, ...fields });
const deliver = (sink: Sink, events: readonly KubeEvent[]) =>
  sink.deliver({ id: 'batch', attempt: 1, events }, { signal: new AbortController().signal });

describe('documents', () => {
  it('have the event’s fields, dates as dates, and labels as a list', async () => {
    const { sink, standIn } = await open();
    const metadata = { uid: 'u', resourceVersion: '31755', name: 'web.1', namespace: 'shop', labels: { 'a.b/c': 'd' } };
    await deliver(sink, [event({ metadata })]);
    expect([...standIn.documents.values()]).toEqual([
      {
        _id: 'u:31755',
        uid: 'u',
        resourceVersion: '31755',
        name: 'web.1',
        namespace: 'shop',
        cluster: 'prod',
        change: 'added',
        count: 7,
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container app in pod web-7d4b9c6f5-x2x9k_shop',
        action: '',
        object: {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace: 'shop',
          name: 'web-7d4b9c6f5-x2x9k',
          uid: '0b7c9ad4-8c4e-4a6c-b6b9-6a0f3c2d9c11',
          fieldPath: 'spec.containers{app}',
        },
        source: { component: 'kubelet', instance: 'node-1', node: 'node-1' },
        time: new Date('2026-11-21T04:33:38Z'),
        firstTime: new Date('2026-11-21T04:21:08Z'),
        lastTime: new Date('2026-11-21T04:33:38Z'),
        labels: [{ k: 'a.b/c', v: 'd' }],
      },
    ]);
  });

  it('in kube-eventer’s layout have its fields, without what is empty', async () => {
    const { sink, standIn } = await open({ layout: 'kube-eventer' });
    const raw = eventsV1Event({
      metadata: { uid: 'u', resourceVersion: '1' },
      regarding: { kind: 'Node', name: 'node-2' },
    });
    await deliver(sink, [kubeEvent(raw, { cluster: 'prod' })]);
    expect([...standIn.documents.values()]).toEqual([
      {
        _id: 'u:1',
        kind: 'Node',
        name: 'node-2',
        type: 'Warning',
        reason: 'FailedScheduling',
        message: raw.note,
        event_id: 'u',
        last_occurrence_time: new Date('2026-11-21T04:33:38.120Z'),
      },
    ]);
  });

  it('in kube-eventer’s layout, one for each event, have the count and the times of the series', async () => {
    const { sink, standIn } = await open({ layout: 'kube-eventer', mode: 'upsert' });
    await deliver(sink, [kubeEvent(eventsV1Event({ metadata: { uid: 'u', resourceVersion: '1' } }))]);
    expect(standIn.documents.get('u')).toMatchObject({
      count: 3,
      first_occurrence_time: new Date('2026-11-21T04:33:38.120Z'),
      last_occurrence_time: new Date('2026-11-21T04:39:41Z'),
    });
  });

  it('have the whole event when asked', async () => {
    const { sink, standIn } = await open({ raw: true });
    const sent = event({ metadata: { uid: 'u', resourceVersion: '1', labels: { 'a.b': 'c' } } });
    await deliver(sink, [sent]);
    expect(standIn.documents.get('u:1')?.raw).toEqual(sent.raw);
  });
});

describe('mode upsert', () => {
  it('keeps one document per event, and an older revision that comes again changes nothing', async () => {
    const { sink, standIn } = await open({ mode: 'upsert' });
    const old = revision('u', '5', { count: 1, lastTimestamp: '2026-11-21T04:00:00Z' });
    const newer = revision('u', '9', { count: 2, lastTimestamp: '2026-11-21T05:00:00Z' });
    await deliver(sink, [old, newer]);
    expect(await deliver(sink, [old])).toEqual([]);
    expect([...standIn.documents.values()]).toMatchObject([{ _id: 'u', resourceVersion: '9', count: 2 }]);
  });
});

describe('what is refused', () => {
  it('holds up no other document', async () => {
    const { sink, standIn } = await open();
    standIn.refuse = ({ uid }) =>
      uid === 'bad'
        ? { code: 121, errmsg: 'Document failed validation' }
        : uid === 'busy'
          ? { code: 112, errmsg: 'WriteConflict' }
          : undefined;
    const refusals =
      (await deliver(sink, [revision('a', '1'), revision('bad', '1'), revision('busy', '1'), revision('b', '1')])) ??
      [];
    expect(refusals.map(({ index }) => index)).toEqual([1, 2]);
    expect(refusals.map(({ error }) => (RejectedError.is(error) ? 'rejected' : 'retry'))).toEqual([
      'rejected',
      'retry',
    ]);
    expect([...standIn.documents.keys()]).toEqual(['a:1', 'b:1']);
  });

  it('for another unique index than _id is no success', async () => {
    const { sink, standIn } = await open();
    standIn.refuse = () => ({ code: 11000, errmsg: 'E11000 duplicate key error collection: k8s.event index: name_1' });
    const refusals = (await deliver(sink, [revision('a', '1')])) ?? [];
    expect(refusals.map(({ error }) => RejectedError.is(error))).toEqual([true]);
  });

  it('for a wrong password names the credential, and does not show it', async () => {
    const { sink } = await open({ password: 'not-the-password' });
    const failed = await deliver(sink, [revision('a', '1')]).catch((error: unknown) => error);
    expect(failed).toSatisfy(ConfigError.is);
    expect(String(failed)).toMatch(/Authentication failed.*check user, password/);
    expect(String(failed)).not.toContain('not-the-password');
  });

  it('by a server that is away comes again', async () => {
    const { sink, standIn } = await open({ timeout: '200ms' });
    await deliver(sink, [revision('a', '1')]);
    await standIn.stop();
    await expect(deliver(sink, [revision('b', '1')])).rejects.toSatisfy(RetryableError.is);
    await standIn.start();
    await expect.poll(() => deliver(sink, [revision('b', '1')]).catch(() => 'failed')).toEqual([]);
    expect([...standIn.documents.keys()]).toEqual(['a:1', 'b:1']);
  });
});

describe('ttl', () => {
  const indexes = (commands: readonly Readonly<Record<string, unknown>>[]) =>
    commands.flatMap((command) => ('createIndexes' in command ? [command.indexes] : []));

  it('makes an index once', async () => {
    const { sink, standIn } = await open({ ttl: '30d' });
    await deliver(sink, [revision('a', '1')]);
    await deliver(sink, [revision('b', '1')]);
    expect(indexes(standIn.commands)).toEqual([
      [{ key: { time: 1 }, name: 'kubeherald_ttl', expireAfterSeconds: 2_592_000 }],
    ]);
  });

  it('changes the time of one that is there', async () => {
    const { sink, standIn, logged } = await open({ ttl: '1h', layout: 'kube-eventer' });
    standIn.replies = {
      createIndexes: { ok: 0, code: 85, errmsg: 'An equivalent index already exists with different options' },
    };
    await deliver(sink, [revision('a', '1')]);
    expect(standIn.commands).toContainEqual(
      expect.objectContaining({
        collMod: 'event',
        index: { keyPattern: { last_occurrence_time: 1 }, expireAfterSeconds: 3600 },
      }),
    );
    expect(logged).toEqual(['changed the TTL index on last_occurrence_time to 3600 s']);
  });

  it('without the right to make it stops the sink, and says what to do', async () => {
    const { sink, standIn } = await open({ ttl: '1h' });
    standIn.replies = { createIndexes: { ok: 0, code: 13, errmsg: 'not authorized' } };
    const failed = await deliver(sink, [revision('a', '1')]).catch((error: unknown) => error);
    expect(failed).toSatisfy(ConfigError.is);
    expect(String(failed)).toContain('createIndex({ time: 1 }, { expireAfterSeconds: 3600 })');
  });
});

it.each([
  'mongodb://u:secret-word@',
  'mongodb://u:secret-word@h:99999/',
  'mongodb+srv://u:secret-word@h:27017/',
  'mongodb://u:secret-word@h/?nonsense=1',
])('the URL %s is refused, and not shown', async (url) => {
  const failed = await open({ url }).catch((error: unknown) => error);
  expect(failed).toSatisfy(ConfigError.is);
  expect(String(failed)).not.toContain('secret-word');
});
