import { ConfigError, normaliseEvent, RejectedError, RetryableError, type Sink } from '@kubeherald/sink-sdk';
import { KafkaStandIn, type KafkaStandInOptions } from '@kubeherald/stand-ins/kafka';
import { describe, expect, it, onTestFinished } from 'vitest';
import { delayOf, readBroker } from './client.ts';
import plugin from './index.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const signal = new AbortController().signal;

/** Options with the defaults that the daemon fills in. */
const defaults = {
  topic: 'kubernetes-events',
  createTopics: true,
  key: 'object',
  format: 'json',
  raw: false,
  headers: {},
  compression: 'none',
  idempotent: true,
  retries: 3,
  batchBytes: '1MB',
  clientId: 'kubeherald',
  timeout: '5s',
} as const;

async function start(options: KafkaStandInOptions = {}): Promise<KafkaStandIn> {
  const broker = new KafkaStandIn(options);
  await broker.start();
  onTestFinished(() => broker.stop());
  return broker;
}

async function open(broker: KafkaStandIn, options: object = {}): Promise<Sink> {
  const context = { name: 'kafka', cluster: 'prod', log: silent, signal };
  const sink = await plugin.open({ ...defaults, brokers: [broker.address], ...options }, context);
  onTestFinished(async () => sink.close?.());
  return sink;
}

const event = (name: string, namespace = 'shop') =>
  normaliseEvent(
    {
      metadata: { uid: `event-${name}`, resourceVersion: '7', name, namespace },
      involvedObject: { kind: 'Pod', namespace, name, uid: `uid-${name}` },
      type: 'Warning',
      reason: 'BackOff',
      message: `about ${name}`,
      lastTimestamp: '2026-11-21T04:33:38Z',
    },
    { cluster: 'prod', change: 'added' },
  );

const deliver = async (sink: Sink, ...events: ReturnType<typeof event>[]) =>
  (await sink.deliver({ id: 'batch', attempt: 1, events }, { signal })) ?? [];

describe('a record', () => {
  it('has key, headers, time and topic of its event', async () => {
    const broker = await start();
    const sink = await open(broker, { topic: 'events.{{namespace}}', headers: { team: 'of {{object.name}}' } });
    await deliver(sink, event('a'));
    expect(broker.arrived).toMatchObject([
      {
        topic: 'events.shop',
        key: 'uid-a',
        timestamp: Date.parse('2026-11-21T04:33:38Z'),
        headers: { id: 'event-a:7', namespace: 'shop', reason: 'BackOff', team: 'of a' },
      },
    ]);
  });

  it('is a CloudEvent, structured or binary', async () => {
    const broker = await start();
    await deliver(await open(broker, { format: 'cloudevents', topic: 'structured' }), event('a'));
    await deliver(await open(broker, { format: 'cloudevents-binary', topic: 'binary' }), event('a'));
    const [structured, binary] = broker.arrived;
    expect(structured?.headers).toEqual({ 'content-type': 'application/cloudevents+json; charset=UTF-8' });
    const attributes = { specversion: '1.0', id: 'event-a:7', source: '/clusters/prod', subject: 'shop/Pod/a' };
    expect(JSON.parse(structured?.value ?? '')).toMatchObject({ ...attributes, data: { message: 'about a' } });
    expect(binary?.headers).toMatchObject({ ce_specversion: '1.0', ce_id: 'event-a:7', ce_source: '/clusters/prod' });
    expect(JSON.parse(binary?.value ?? '')).toMatchObject({ message: 'about a' });
  });

  it("has kube-eventer's value when told so", async () => {
    const broker = await start();
    await deliver(await open(broker, { format: 'kube-eventer', key: 'none' }), event('a'));
    const value = JSON.parse(broker.arrived[0]?.value ?? '');
    expect(broker.arrived[0]?.key).toBeUndefined();
    expect(value.EventTags).toEqual({ eventID: 'event-a', hostname: '', pod_id: 'uid-a', pod_name: 'a' });
    expect(value.EventValue).toMatch(/^\{\n "metadata": \{\n {2}"name":/);
  });
});

describe('a delivery', () => {
  it('whose answer is lost is in the log once', async () => {
    const broker = await start();
    const sink = await open(broker);
    broker.plays = ['taken and cut'];
    expect(await deliver(sink, event('a'), event('b'))).toEqual([]);
    expect(broker.records('kubernetes-events').flat()).toHaveLength(2);
    expect(broker.produced).toBe(2);
  });

  it('with one bad event loses only that, and keeps the order of the others', async () => {
    const broker = await start({ partitions: 1 });
    const sink = await open(broker, { key: 'namespace' });
    broker.refuse = ({ value }) => (value.includes('about c') ? 'INVALID_RECORD' : undefined);
    const refusals = await deliver(sink, ...['a', 'b', 'c', 'd', 'e'].map((name) => event(name)));
    expect(refusals).toMatchObject([{ index: 2, error: { code: 'KH_SINK_REJECTED' } }]);
    const names = broker.records('kubernetes-events')[0]?.map(({ headers }) => headers.id);
    expect(names).toEqual(['a', 'b', 'd', 'e'].map((name) => `event-${name}:7`));
  });

  it('to a topic that is missing or forbidden holds up no other topic', async () => {
    const broker = await start({ topics: ['shop', 'bank'], createTopics: false });
    broker.forbidden.add('bank');
    const sink = await open(broker, { topic: '{{namespace}}', retries: 0 });
    const refusals = await deliver(sink, event('a', 'gone'), event('b', 'shop'), event('c', 'bank'));
    expect(refusals.map(({ index }) => index)).toEqual([0, 2]);
    expect(refusals.every(({ error }) => RetryableError.is(error))).toBe(true);
    expect(broker.records('shop').flat()).toHaveLength(1);
    await expect(deliver(sink, event('a', 'gone'))).rejects.toThrow(/make the topic/);
    await expect(deliver(sink, event('c', 'bank'))).rejects.toSatisfy(ConfigError.is);
  });

  it('while the broker is away is to be retried, and arrives when it is back', async () => {
    const broker = await start({ topics: ['kubernetes-events'] });
    const sink = await open(broker, { retries: 0 });
    await deliver(sink, event('a'));
    await broker.stop();
    await expect(deliver(sink, event('b'))).rejects.toSatisfy(RetryableError.is);
    await broker.start();
    await deliver(sink, event('b'));
    expect(broker.records('kubernetes-events').flat()).toHaveLength(2);
  });
});

describe('options', () => {
  it.each([
    [{ topic: 'no topic' }, /topic/],
    [{ brokers: ['http://kafka:9092'] }, /without a scheme/],
    [{ sasl: { mechanism: 'plain', username: 'u', extensions: {} } }, /password/],
    [{ sasl: { mechanism: 'oauthbearer', extensions: {} } }, /one of token/],
    [{ batchBytes: '1KiB' }, /16KiB/],
  ])('that cannot work are named: %j', async (options, message) => {
    const opened = open(await start(), options);
    await expect(opened).rejects.toSatisfy(ConfigError.is);
    await expect(opened).rejects.toThrow(message);
  });

  it.each([
    ['kafka', { host: 'kafka', port: 9092 }],
    ['kafka:19092', { host: 'kafka', port: 19092 }],
    ['[::1]:9093', { host: '::1', port: 9093 }],
  ])('broker %s', (text, broker) => {
    expect(readBroker(text)).toEqual(broker);
  });

  it('the client waits longer from try to try', () => {
    expect([1, 2, 3, 4, 9].map(delayOf)).toEqual([250, 500, 1000, 2000, 2000]);
  });

  it('a template that gives no name of a topic rejects that event', async () => {
    const broker = await start();
    const sink = await open(broker, { topic: '{{object.fieldPath}}' });
    const [refusal] = await deliver(sink, event('a'));
    expect(refusal?.error).toSatisfy(RejectedError.is);
  });
});
