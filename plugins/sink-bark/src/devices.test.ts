import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { verdictOf } from './devices.ts';
import { deliver, event, ipad, iphone, open, shownOn, startServer } from './fixtures/open.ts';

const both = [iphone, ipad];

describe.each(['each', 'together'] as const)('several devices, push: %s', (push) => {
  it('all show the notification', async () => {
    const server = await startServer();
    await deliver(await open({ url: server.url, deviceKeys: both, push }), [event('web-1')]);
    expect(server.handled).toHaveLength(push === 'each' ? 2 : 1);
    for (const key of both) expect(shownOn(server, key)).toHaveLength(1);
  });

  it('one that is to be tried again does not make the others ring again', async () => {
    const server = await startServer();
    const sink = await open({ url: server.url, deviceKeys: both, push });
    server.refuseNext('', 'TooManyRequests');
    const failed = deliver(sink, [event('web-1')]);
    await expect(failed).rejects.toSatisfy(RetryableError.is);
    await expect(failed).rejects.toThrow('push failed: TooManyRequests');
    await deliver(sink, [event('web-1')], { attempt: 2 });
    for (const key of both) expect(server.phones.get(key)?.received).toHaveLength(1);
    await deliver(sink, [event('web-1')]);
    for (const key of both) expect(server.phones.get(key)?.received).toHaveLength(2);
  });

  it('one that is gone is told once, and the others go on', async () => {
    const server = await startServer();
    const sink = await open({ url: server.url, deviceKeys: both, push });
    const phone = server.phones.get(ipad);
    if (phone) phone.removed = true;
    for (const name of ['web-1', 'web-2', 'web-3']) await deliver(sink, [event(name)]);
    expect(shownOn(server, iphone)).toHaveLength(3);
    expect(sink.said).toEqual([
      expect.stringMatching(/^warn device 2 of 2 gets no notifications, others do: .*Unregistered.*deviceKeys/),
    ]);
    expect(sink.said[0]).not.toContain(ipad);
  });

  it('that are all unknown stop the sink', async () => {
    const server = await startServer();
    const sink = await open({ url: server.url, deviceKeys: ['nobody-knows-1', 'nobody-knows-2'], push });
    const failed = deliver(sink, [event('web-1')]);
    await expect(failed).rejects.toSatisfy(ConfigError.is);
    await expect(failed).rejects.toThrow(/failed to get device token.*copy the device key from the app/);
    await expect(failed).rejects.not.toThrow('nobody-knows');
  });

  it('further notifications of a batch are not sent again after a failure between them', async () => {
    const server = await startServer();
    const sink = await open({ url: server.url, deviceKeys: [iphone], push });
    const events = Array.from({ length: 400 }, (_, index) => event(`web-7d4b9c6f5-${10_000 + index}`));
    server.refuseNext('', 'ServiceUnavailable');
    await expect(deliver(sink, events)).rejects.toThrow('ServiceUnavailable');
    await deliver(sink, events, { attempt: 2 });
    const { received = [] } = server.phones.get(iphone) ?? {};
    expect(received.length).toBe(shownOn(server).length);
    expect(received.length).toBeGreaterThan(1);
  });
});

it('a server that limits the devices of a request says what to change', async () => {
  const server = await startServer({ maxBatch: 1 });
  const failed = deliver(await open({ url: server.url, deviceKeys: both, push: 'together' }), [event('web-1')]);
  await expect(failed).rejects.toThrow('push: each');
});

it('a server that stops is retried, and nothing is lost', async () => {
  const server = await startServer();
  const sink = await open({ url: server.url });
  await deliver(sink, [event('web-1')]);
  await server.down();
  await expect(deliver(sink, [event('web-2')])).rejects.toSatisfy(RetryableError.is);
  await server.up();
  await deliver(sink, [event('web-2')], { attempt: 2 });
  expect(shownOn(server)).toHaveLength(2);
});

describe('credentials', () => {
  const basicAuth = { username: 'herald', password: 'pa55word' };

  it('are sent, under the server’s prefix', async () => {
    const server = await startServer({ basicAuth, urlPrefix: '/bark' });
    const sink = await open({ url: `${server.url}/`, ...basicAuth });
    await sink.check?.({ signal: new AbortController().signal });
    expect(shownOn(server)).toHaveLength(0);
    await deliver(sink, [event('web-1')]);
    expect(shownOn(server)).toHaveLength(1);
  });

  it.each([{}, { username: 'herald', password: 'wr0ng-one' }])('that are wrong stop the sink: %j', async (given) => {
    const server = await startServer({ basicAuth });
    const sink = await open({ url: server.url, ...given });
    for (const failed of [deliver(sink, [event('web-1')]), sink.check?.({ signal: new AbortController().signal })]) {
      await expect(failed).rejects.toSatisfy(ConfigError.is);
      await expect(failed).rejects.toThrow(/418.*set username and password/);
    }
  });

  it('check finds the device that the server does not know', async () => {
    const server = await startServer();
    const sink = await open({ url: server.url, deviceKeys: [iphone, 'nobody-knows-1'] });
    const checked = sink.check?.({ signal: new AbortController().signal });
    await expect(checked).rejects.toSatisfy(ConfigError.is);
    await expect(checked).rejects.toThrow(/^deviceKeys\[1\]: .*copy the key from the app/);
    await expect(checked).rejects.not.toThrow('nobody-knows');
  });
});

describe('the verdict over devices', () => {
  const [retry, rejected, config] = [new RetryableError('r'), new RejectedError('p'), new ConfigError('c')];
  it.each([
    ['all took it', [undefined, undefined], undefined],
    ['one is gone', [config, undefined], undefined],
    ['one refuses it', [undefined, rejected], undefined],
    ['one is to be tried again', [undefined, config, retry], retry],
    ['all are gone', [config, config], config],
    ['none takes it', [config, rejected], rejected],
  ])('%s', (_name, results, verdict) => {
    expect(verdictOf(results)).toBe(verdict);
  });
});
