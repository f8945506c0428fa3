import { ConfigError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { apiKey, deliver, event, events, open, start } from './fixtures/open.ts';

const signal = new AbortController().signal;
const kinds = (refusals: readonly { index: number; error: Error }[]) =>
  refusals.map(({ index, error }) => [index, error.name]);

describe('a batch', () => {
  it.each(['gzip', 'zstd', 'none'] as const)(
    'arrives with the time of each event, compressed: %s',
    async (compression) => {
      const api = await start();
      expect(
        await deliver(await open({ url: api.url, dataset: 'Kube Events', compression }), events('a', 'b')),
      ).toEqual([]);
      expect(api.requests).toHaveLength(1);
      expect(api.events.map(({ dataset, time, data }) => [dataset, time, data.message])).toEqual([
        ['kube events', Date.parse('2026-11-21T04:33:38Z'), 'about a'],
        ['kube events', Date.parse('2026-11-21T04:33:38Z'), 'about b'],
      ]);
    },
  );

  it('has the events refused that the API refuses, and only these', async () => {
    const api = await start({
      judge: ({ data }) =>
        data.message === 'about b'
          ? { status: 400, error: `no good (${apiKey})` }
          : data.message === 'about c'
            ? { status: 429, error: 'slow down' }
            : undefined,
    });
    const refusals = await deliver(await open({ url: api.url }), events('a', 'b', 'c', 'd'));
    expect(kinds(refusals)).toEqual([
      [1, 'RejectedError'],
      [2, 'RetryableError'],
    ]);
    expect(refusals[0]?.error.message).toBe('the event was answered with 400: no good (***)');
    expect(api.events.map(({ data }) => data.message)).toEqual(['about a', 'about d']);
  });

  it('is split by size, and by the length of its answer', async () => {
    const api = await start();
    const sink = await open({ url: api.url, requestBytes: '20kB', compression: 'none' });
    const large = Array.from({ length: 9 }, (_, at) => event(`e${at}`, { message: 'x'.repeat(4000) }));
    expect(await deliver(sink, large)).toEqual([]);
    expect(api.events.map(({ data }) => data['object.name'])).toEqual(large.map(({ object }) => object.name));
    expect(Math.max(...api.requests.map(({ body }) => body.length))).toBeLessThanOrEqual(20_000);
    await deliver(
      await open({ url: api.url }),
      Array.from({ length: 501 }, () => event('a')),
    );
    expect(api.events).toHaveLength(510);
  });

  it('has no event that the API would find too large', async () => {
    const api = await start();
    const many = (count: number, value: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`label-${at}`, value]));
    const labelled = (labels: object, fields: object = {}) =>
      event('a', { metadata: { uid: 'u', resourceVersion: '1', labels }, ...fields });
    const list = [
      labelled({}, { message: '事"'.repeat(60_000) }),
      labelled(many(3000, 'web')),
      labelled(many(1500, '\u0001'.repeat(200))),
    ];
    expect(await deliver(await open({ url: api.url }), list)).toEqual([]);
    expect(api.events[0]?.data.message).toMatch(/^(事")+事?…$/);
    expect(Object.keys(api.events[1]?.data ?? {})).toHaveLength(2000);
    expect(api.events[2]?.data).toMatchObject({ message: 'about a', 'labels.label-0': '\u0001'.repeat(200) });
  });
});

describe('the rate limit', () => {
  it('is heeded before it is hit: nothing is asked until the window ends', async () => {
    const api = await start({ rate: { requests: 1, windowSeconds: 60 } });
    const sink = await open({ url: api.url });
    await deliver(sink, events('a'));
    const refused = deliver(sink, events('b'));
    await expect(refused).rejects.toSatisfy(RetryableError.is);
    await expect(refused).rejects.toThrow('the rate limit allows no request until its window ends');
    expect(api.requests).toHaveLength(1);
  });

  it.each([true, false])('that is hit gives its wait, with Retry-After: %s', async (retryAfter) => {
    const api = await start({ rate: { requests: 0, windowSeconds: 45, retryAfter }, now: () => 0 });
    const refused = deliver(await open({ url: api.url }), events('a'));
    await expect(refused).rejects.toMatchObject({ name: 'RetryableError', retryAfterMs: 45_000 });
  });
});

describe('the key', () => {
  it('that is good passes check', async () => {
    const api = await start();
    await expect((await open({ url: `${api.url}/` })).check?.({ signal })).resolves.toBeUndefined();
  });

  it('that is wrong is named, and not shown', async () => {
    const api = await start();
    const sink = await open({ url: api.url, apiKey: 'hcaik_wrong_key' });
    for (const call of [() => deliver(sink, events('a')), async () => sink.check?.({ signal })]) {
      const refused = call();
      await expect(refused).rejects.toSatisfy(ConfigError.is);
      await expect(refused).rejects.toThrow('check apiKey');
      await expect(refused).rejects.not.toThrow('hcaik_wrong_key');
    }
    expect(api.events).toEqual([]);
  });

  it('that may not send events is found by check', async () => {
    const api = await start({ maySend: false });
    const refused = (await open({ url: api.url })).check?.({ signal });
    await expect(refused).rejects.toThrow('the key lacks the permission to send events');
  });

  it('of a team that is throttled by Honeycomb stops the sink', async () => {
    const api = await start({ isThrottled: true });
    await expect(deliver(await open({ url: api.url }), events('a'))).rejects.toSatisfy(ConfigError.is);
  });
});

it('an API that is down loses nothing', async () => {
  const api = await start();
  const sink = await open({ url: api.url });
  await api.down();
  await expect(deliver(sink, events('a'))).rejects.toSatisfy(RetryableError.is);
  await api.up();
  expect(await deliver(sink, events('a'))).toEqual([]);
  expect(api.events).toHaveLength(1);
});

it('a request smaller than an event may be is refused when the sink opens', async () => {
  const refused = open({ requestBytes: '1kB' });
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow('requestBytes: expected 16KiB or more');
});
