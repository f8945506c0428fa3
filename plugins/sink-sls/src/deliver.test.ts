import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { coreEvent, goJson } from '@kubeherald/sink-sdk/kube-eventer';
import { describe, expect, it } from 'vitest';
import { accessKey, deliver, event, givenKey, open, start } from './fixtures/open.ts';

const signal = new AbortController().signal;

describe('a delivery', () => {
  it('is one log group, whose logs have the fields of their events', async () => {
    const sls = await start();
    const shared = { topic: 'events', source: 'kubeherald', tags: { cluster: 'c1' }, labels: { team: 'payments' } };
    const sink = await open({ ...givenKey, endpoint: sls.url, ...shared });
    expect(await deliver(sink, [event('a'), event('b', { message: '<事件> 🚨' })])).toEqual([]);
    expect(sls.groups).toHaveLength(1);
    expect(sls.groups[0]).toMatchObject({ topic: 'events', source: 'kubeherald', tags: { cluster: 'c1' } });
    expect(sls.groups[0]?.logs.map(({ contents }) => contents)).toMatchObject([
      {
        id: 'uid-a:7',
        uid: 'uid-a',
        cluster: 'prod',
        namespace: 'shop',
        type: 'Warning',
        reason: 'BackOff',
        message: 'about a',
        count: '7',
        object_kind: 'Pod',
        object_name: 'a',
        source_node: 'node-1',
        team: 'payments',
      },
      { id: 'uid-b:7', message: '<事件> 🚨' },
    ]);
    expect(sls.hosts[0]).toBe(`k8s-log.${new URL(sls.url).host}`);
  });

  it("has kube-eventer's fields when they are wanted", async () => {
    const sls = await start();
    const one = event('a');
    await deliver(await open({ ...givenKey, endpoint: sls.url, layout: 'kube-eventer', labels: { env: 'prod' } }), [
      one,
    ]);
    expect(sls.groups[0]?.logs[0]?.contents).toEqual({
      eventId: goJson(coreEvent(one), 1),
      hostname: 'node-1',
      level: 'Warning',
      pod_id: 'pod-a',
      pod_name: 'a',
      env: 'prod',
    });
  });

  it.each(['zstd', 'none'] as const)('is taken with compression %s', async (compression) => {
    const sls = await start();
    await deliver(await open({ ...givenKey, endpoint: sls.url, compression }), [event('a')]);
    expect(sls.answers).toEqual(['OK']);
  });

  it('is split where a request would be too large, and a value at its own limit', async () => {
    const sls = await start();
    const sink = await open({ ...givenKey, endpoint: sls.url, requestBytes: '2MB' });
    const large = event('c', { message: 'x'.repeat(1_400_000) });
    await deliver(sink, [event('a', { message: 'y'.repeat(900_000) }), large, event('b')]);
    expect(sls.groups.map(({ logs }) => logs.map(({ contents }) => contents.id))).toEqual([
      ['uid-a:7', 'uid-c:7', 'uid-b:7'],
    ]);
    expect(Buffer.byteLength(sls.groups[0]?.logs[1]?.contents.message ?? '')).toBe(1_048_576);
    await deliver(sink, [large, large, large]);
    expect(sls.groups.slice(1).map(({ logs }) => logs.length)).toEqual([1, 1, 1]);
  });

  it('loses only the log that the service does not take', async () => {
    const sls = await start({ malformed: 'about c' });
    const sink = await open({ ...givenKey, endpoint: sls.url });
    const refusals = await deliver(
      sink,
      ['a', 'b', 'c', 'd', 'e'].map((name) => event(name)),
    );
    expect(refusals.map(({ index, error }) => [index, RejectedError.is(error)])).toEqual([[2, true]]);
    expect(sls.groups.flatMap(({ logs }) => logs.map(({ contents }) => contents.message))).toEqual([
      'about a',
      'about b',
      'about d',
      'about e',
    ]);
  });

  it('that stops half-way says what is left', async () => {
    const sls = await start();
    const sink = await open({ ...givenKey, endpoint: sls.url, requestBytes: '16KiB' });
    const busy = { status: 503, code: 'ServerBusy', message: 'busy' };
    const long = { message: 'x'.repeat(10_000) };
    const three = ['a', 'b', 'c'].map((name) => event(name, long));
    sls.failNext(undefined, busy);
    const refusals = await deliver(sink, three);
    expect(refusals.map(({ index, error }) => [index, RetryableError.is(error)])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(sls.groups).toHaveLength(1);
    sls.failNext(busy);
    await expect(deliver(sink, three)).rejects.toBeInstanceOf(RetryableError);
    expect(sls.groups).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('about the quota of writes is retried', async () => {
    const sls = await start({ writesPerSecond: 0 });
    const sink = await open({ ...givenKey, endpoint: sls.url });
    await expect(deliver(sink, [event('a')])).rejects.toThrow(/WriteQuotaExceed.*quota of a shard/);
    await expect(deliver(sink, [event('a')])).rejects.toBeInstanceOf(RetryableError);
  });

  it.each([
    [
      'a wrong secret',
      { accessKeySecret: 'another-secret-0123' },
      /SignatureNotMatch.*check accessKeyId and accessKeySecret/,
    ],
    ['an unknown key', { accessKeyId: 'LTAI-unknown' }, /Unauthorized.*check accessKeyId/],
    ['another project', { project: 'other' }, /ProjectNotExist.*check project/],
    ['another Logstore', { logStore: 'other' }, /LogStoreNotExist.*check logStore/],
  ])('about %s stops the sink', async (_what, options, message) => {
    const sls = await start();
    const sink = await open({ ...givenKey, endpoint: sls.url, ...options });
    await expect(deliver(sink, [event('a')])).rejects.toThrow(message);
    await expect(sink.check?.({ signal })).rejects.toBeInstanceOf(ConfigError);
    expect(sls.groups).toEqual([]);
  });

  it('about a clock that is wrong names it', async () => {
    const sls = await start();
    const sink = await open({ ...givenKey, endpoint: sls.url }, () => Date.now() - 16 * 60_000);
    await expect(deliver(sink, [event('a')])).rejects.toThrow(/RequestTimeExpired.*clock/);
  });
});

it('check is content with a key that may only write, and writes nothing', async () => {
  const sls = await start({ keys: [{ ...accessKey, mayRead: false }] });
  const sink = await open({ ...givenKey, endpoint: sls.url });
  await sink.check?.({ signal });
  expect(sls.answers).toEqual([]);
});

it('refuses half a key', async () => {
  await expect(open({ accessKeyId: 'LTAI' })).rejects.toThrow('accessKeyId and accessKeySecret go together');
});
