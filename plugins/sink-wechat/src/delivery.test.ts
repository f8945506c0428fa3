import type { KubeEvent } from '@kubeherald/sink-sdk';
import { expect, it } from 'vitest';
import { deliver, event, open, startApi } from './fixtures/open.ts';

it('a repeated batch is not seen twice', async () => {
  const api = await startApi();
  const sink = await open({ url: api.url });
  const events = [event('web-1'), event('web-2')];
  for (const attempt of [1, 2]) await deliver(sink, events, { attempt });
  await deliver(await open({ url: api.url }), events);
  expect(api.bodies).toHaveLength(3);
  expect(api.inbox('lihua')).toHaveLength(1);
  await deliver(await open({ url: api.url, duplicateCheck: false }), events);
  await deliver(await open({ url: api.url, duplicateCheck: false }), events);
  expect(api.inbox('lihua')).toHaveLength(3);
});

it('when a further message fails, only its events come again', async () => {
  const api = await startApi();
  const sink = await open({ url: api.url });
  const events = Array.from({ length: 200 }, (_, index) => event(`web-7d4b9c6f5-${10_000 + index}`));
  const none: readonly KubeEvent[] = [];
  api.failNext({ errcode: 0, errmsg: 'ok' }, { errcode: 45009, errmsg: 'api freq out of limit' });
  const refusals = await deliver(sink, events);
  expect(refusals.length).toBeGreaterThan(0);
  expect(refusals.length).toBeLessThan(200);
  for (const { error } of refusals) expect(error).toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 60_000 });
  const again = refusals.flatMap(({ index }) => events[index] ?? none);
  expect(await deliver(sink, again)).toEqual([]);
  const [first, second] = api.bodies.map((body) => JSON.stringify(body));
  for (const one of again) expect(first).not.toContain(one.object.name);
  expect(second).toContain(again[0]?.object.name);
});

it('waits rather than let WeCom drop what a member gets too often', async () => {
  let now = 0;
  const api = await startApi({ now: () => now });
  const sink = await open({ url: api.url }, () => now);
  for (let count = 0; count < 30; count++) await deliver(sink, [event(`web-${count}`)]);
  now += 20_000;
  await expect(deliver(sink, [event('late')])).rejects.toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 40_000 });
  now += 40_000;
  await deliver(sink, [event('late')]);
  expect([api.inbox('lihua').length, api.dropped()]).toEqual([31, 0]);
});
