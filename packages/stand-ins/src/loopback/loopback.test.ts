import { expect, it, onTestFinished } from 'vitest';
import { serve } from './serve.ts';
import { SlidingWindow } from './sliding-window.ts';

it('a server answers what it is asked, is gone when it is down, and is back under its address', async () => {
  const served = await serve(({ method, url, body, from }) => ({
    status: 201,
    body: { said: `${method} ${url.pathname} ${url.searchParams.get('a')} ${body.toString()} ${from}` },
  }));
  onTestFinished(() => served.down());
  const ask = () => fetch(`${served.origin}/in?a=1`, { method: 'POST', body: 'hello' });
  const reply = await ask();
  expect([reply.status, await reply.json()]).toEqual([201, { said: 'POST /in 1 hello 127.0.0.1' }]);
  await served.down();
  await expect(ask()).rejects.toThrow('fetch failed');
  await served.up();
  expect((await ask()).status).toBe(201);
});

it('a fault of the stand-in is seen', async () => {
  const served = await serve(() => {
    throw new Error('no such rule');
  });
  onTestFinished(() => served.down());
  const reply = await fetch(served.origin);
  expect([reply.status, await reply.text()]).toEqual([500, 'the stand-in failed: Error: no such rule']);
});

it('a sliding window takes so many in any stretch of its length', () => {
  const window = new SlidingWindow(2, 1000);
  expect([0, 500, 999, 1000, 1499, 1500].map((now) => window.take(now))).toEqual([
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
});
