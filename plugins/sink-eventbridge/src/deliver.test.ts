import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { coreEvent } from '@kubeherald/sink-sdk/kube-eventer';
import { startEcsMetadata } from '@kubeherald/stand-ins/sls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resourceOf } from './cloud-event.ts';
import { accessKey, deliver, event, given, open, start } from './fixtures/open.ts';
import { signedHeaders } from './sign.ts';

it('a request has the signature of the reference', () => {
  const key = { id: 'testAK', secret: 'testSecret', expiresAt: Number.POSITIVE_INFINITY };
  const headers = signedHeaders('/openapi/putEvents', { now: 1_700_000_000_000, nonce: 'n-1' }, key);
  expect(headers.authorization).toBe('acs:testAK:cguZCS/MGEXMhPw4vxYK47g6BKE=');
});

it.each([
  ['Pod', 'pods'],
  ['Ingress', 'ingresses'],
  ['NetworkPolicy', 'networkpolicies'],
  ['Endpoints', 'endpoints'],
])('the resource of %s is %s', (kind, resource) => {
  expect(resourceOf(kind)).toBe(resource);
});

describe('a delivery', () => {
  it("has kube-eventer's CloudEvents", async () => {
    const bridge = await start();
    const one = event('web-1');
    expect(await deliver(await open({ ...given, endpoint: bridge.url }), [one])).toEqual([]);
    expect(bridge.events).toEqual([
      {
        specversion: '1.0',
        id: 'uid-web-1:7',
        source: 'acs.cs',
        type: 'cs:k8s:PodRelatedEvent',
        subject: 'acs:cs:cn-hangzhou:1234567890123456:c0123/apis/v1/namespaces/shop/pods/web-1',
        time: '2026-11-21T04:33:38Z',
        datacontenttype: 'application/json',
        aliyuneventbusname: 'default',
        data: coreEvent(one),
      },
    ]);
  });

  it('names nodes without a namespace, and what has no kind', async () => {
    const bridge = await start();
    const node = event('n1', { involvedObject: { kind: 'Node', apiVersion: 'v1', name: 'n1' } });
    await deliver(await open({ ...given, endpoint: bridge.url }), [node, event('none', { involvedObject: {} })]);
    expect(bridge.events).toMatchObject([
      { subject: 'acs:cs:cn-hangzhou:1234567890123456:c0123/apis/v1/namespaces//nodes/n1' },
      { type: 'cs:k8s:UnknownTypeEvent' },
    ]);
  });

  it('keeps to 16 events and 256 KB a request, and 64 KB an event', async () => {
    const bridge = await start();
    const sink = await open({ ...given, endpoint: bridge.url });
    expect(
      await deliver(
        sink,
        Array.from({ length: 35 }, (_, at) => event(`p${at}`)),
      ),
    ).toEqual([]);
    expect(bridge.requestSizes).toEqual([16, 16, 3]);
    const large = Array.from({ length: 6 }, (_, at) => event(`large-${at}`, { message: '"事'.repeat(20_000) }));
    expect(await deliver(sink, large)).toEqual([]);
    expect(bridge.events).toHaveLength(41);
    expect(bridge.requestSizes.slice(3).every((size) => size < 5)).toBe(true);
  });

  it('tells which entries were not taken, and which of them to try again', async () => {
    const bridge = await start();
    bridge.refuse('about b', 'InvalidArgument');
    bridge.refuse('about d', 'InternalError');
    const refusals = await deliver(
      await open({ ...given, endpoint: bridge.url }),
      ['a', 'b', 'c', 'd'].map((name) => event(name)),
    );
    expect(refusals.map(({ index, error }) => [index, RejectedError.is(error), RetryableError.is(error)])).toEqual([
      [1, true, false],
      [3, false, true],
    ]);
    expect(bridge.events).toMatchObject([{ id: 'uid-a:7' }, { id: 'uid-c:7' }]);
  });

  it('that is throttled is tried again, without what was taken', async () => {
    const bridge = await start({ eventsPerSecond: 16, now: () => Math.floor(Date.now() / 1e6) * 1e6 + 5e5 });
    const sink = await open({ ...given, endpoint: bridge.url });
    const refusals = await deliver(
      sink,
      Array.from({ length: 20 }, (_, at) => event(`p${at}`)),
    );
    expect(refusals.map(({ index, error }) => [index, RetryableError.is(error)])).toEqual(
      [16, 17, 18, 19].map((index) => [index, true]),
    );
    await expect(deliver(sink, [event('late')])).rejects.toThrow('429');
  });
});

describe('the sink stops', () => {
  it.each([
    ['an unknown key', { accessKeyId: 'LTAI-unknown' }, /InvalidAccessKeyId.*check accessKeyId and accessKeySecret/],
    ['a wrong secret', { accessKeySecret: 'another-secret' }, /SignatureDoesNotMatch.*check accessKeyId/],
    ['a bus that does not exist', { eventBus: 'other' }, /EventBusNotExist.*check eventBus/],
  ])('at %s', async (_what, options, message) => {
    const bridge = await start();
    const failed = deliver(await open({ ...given, endpoint: bridge.url, ...options }), [event('a'), event('b')]);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toBeInstanceOf(ConfigError);
    expect(bridge.events).toEqual([]);
  });

  it('at a key that may not put events', async () => {
    const bridge = await start({ keys: [{ ...accessKey, mayPut: false }] });
    const sink = await open({ ...given, endpoint: bridge.url });
    await expect(deliver(sink, [event('a')])).rejects.toThrow(/AccessDenied.*eventbridge:PutEvents/);
  });
});

it('takes key, region and account of the machine when they are not configured', async () => {
  const key = {
    id: 'STS.key',
    secret: 'role-secret',
    securityToken: 'token-0123456789',
    expiresAt: Date.now() + 3_600_000,
  };
  const service = await startEcsMetadata({ region: 'cn-beijing', accountId: '42', role: 'worker', key: () => key });
  onTestFinished(() => service.down());
  const bridge = await start({ keys: [key] });
  const sink = await open({ endpoint: bridge.url, metadataUrl: service.url });
  await deliver(sink, [event('a')]);
  expect(bridge.events).toMatchObject([{ subject: 'acs:cs:cn-beijing:42:c0123/apis/v1/namespaces/shop/pods/a' }]);
});
