import { ConfigError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, events, open, start, urlOf } from './fixtures/open.ts';

const signal = new AbortController().signal;
const kinds = (refusals: readonly { index: number; error: Error }[]) =>
  refusals.map(({ index, error }) => [index, error.name]);
const sizes = (received: readonly { readonly msg: { readonly events: readonly unknown[] } }[]) =>
  received.map(({ msg }) => msg.events.length);

it('an event arrives with service, state, attributes and metric', async () => {
  const server = await start();
  const sink = await open({ url: urlOf(server), tags: ['heapster', 'prod'], attributes: { team: 'shop' } });
  expect(await deliver(sink, [event('a')])).toEqual([]);
  expect(server.events).toEqual([
    {
      time: Date.parse('2026-11-21T04:33:38Z') / 1000,
      state: 'warning',
      service: 'Pod.BackOff',
      host: 'node-1',
      description: 'about a',
      tags: ['heapster', 'prod'],
      ttl: 60,
      metric: 7,
      attributes: {
        namespace: 'shop',
        uid: 'pod-a',
        name: 'a',
        'api-version': 'v1',
        'resource-version': '5',
        'field-path': 'spec.containers{app}',
        component: 'kubelet',
        'last-timestamp': '1795235618',
        'first-timestamp': '1795234868',
        cluster: 'prod',
        kind: 'Pod',
        reason: 'BackOff',
        type: 'Warning',
        'event-id': 'uid-a:7',
        team: 'shop',
      },
    },
  ]);
});

describe('a batch', () => {
  it('goes in messages of batchSize, over one connection, in order', async () => {
    const server = await start();
    const sink = await open({ url: urlOf(server), batchSize: 2 });
    await deliver(sink, events('a', 'b', 'c'));
    await deliver(sink, events('d'));
    expect(sizes(server.received)).toEqual([2, 1, 1]);
    expect(server.connections).toBe(1);
    expect(server.events.map(({ description }) => description)).toEqual(['about a', 'about b', 'about c', 'about d']);
  });

  it('that the streams fail at goes again one by one, and only the event to blame is refused', async () => {
    const server = await start({
      streams: ({ description }) => (description === 'about b' ? 'divide by zero' : undefined),
    });
    const refusals = await deliver(await open({ url: urlOf(server) }), events('a', 'b', 'c'));
    expect(kinds(refusals)).toEqual([[1, 'RejectedError']]);
    expect(refusals[0]?.error.message).toContain('divide by zero');
    expect(sizes(server.received)).toEqual([3, 1, 1, 1]);
    expect(server.events.map(({ description }) => description)).toEqual(['about a', 'about a', 'about c']);
  });

  it('whose connection is cut on the way has the rest tried again', async () => {
    const server = await start();
    const sink = await open({ url: urlOf(server), batchSize: 2 });
    server.plays = [undefined, 'cut'];
    const refusals = await deliver(sink, events('a', 'b', 'c', 'd', 'e'));
    expect(kinds(refusals)).toEqual([2, 3, 4].map((index) => [index, 'RetryableError']));
    expect(await deliver(sink, events('c', 'd', 'e'))).toEqual([]);
    expect(server.connections).toBe(2);
  });
});

describe('a server that', () => {
  it('is stopped and started again loses nothing', async () => {
    const server = await start();
    const sink = await open({ url: urlOf(server) });
    await deliver(sink, events('a'));
    await server.down();
    // The first may still find the old connection.
    await expect(deliver(sink, events('b'))).rejects.toSatisfy(RetryableError.is);
    await expect(deliver(sink, events('b'))).rejects.toThrow('nothing listens there');
    await server.up();
    expect(await deliver(sink, events('b'))).toEqual([]);
    expect(server.events.map(({ description }) => description)).toEqual(['about a', 'about b']);
  });

  it.each([
    ['cut', 'the server closed it'],
    ['cut in the answer', 'the server closed it'],
    ['garbage', 'does not answer as Riemann does'],
    ['hang', 'no answer from tcp://127.0.0.1:'],
  ] as const)('plays %s is asked again later', async (play, message) => {
    const server = await start();
    const sink = await open({ url: urlOf(server), timeout: '300ms' });
    server.plays = [play];
    const refused = deliver(sink, events('a'));
    await expect(refused).rejects.toSatisfy(RetryableError.is);
    await expect(refused).rejects.toThrow(message);
  });

  it('works passes check without an event, and one that does not fails it', async () => {
    const server = await start();
    const sink = await open({ url: urlOf(server) });
    await sink.check?.({ signal });
    expect(server.events).toEqual([]);
    server.plays = [{ error: 'no' }];
    await expect(sink.check?.({ signal })).rejects.toThrow('Riemann answered: no');
    await server.down();
    await expect(sink.check?.({ signal })).rejects.toSatisfy(RetryableError.is);
  });
});

it.each([
  [{ url: 'http://riemann:5555' }, 'url: expected tcp://host:port or tls://host:port'],
  [{ tls: { insecureSkipVerify: true } }, 'tls: url begins with tcp://'],
])('options that cannot work are refused when the sink opens: %j', async (options, message) => {
  const refused = (async () => open(options))();
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow(message);
});
