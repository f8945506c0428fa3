import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { type HoneycombOptions, honeycomb } from './index.ts';

async function start(options: HoneycombOptions = {}) {
  const api = await honeycomb(options);
  onTestFinished(() => api.down());
  const post = (body: string | Uint8Array, headers = {}, path = '/1/batch/Kube%20Events') =>
    fetch(api.url + path, { method: 'POST', body, headers: { 'x-honeycomb-team': 'key-of-a-team', ...headers } });
  return { api, post };
}

const item = { time: '2026-11-21T04:33:38.5Z', samplerate: 1, data: { reason: 'BackOff', count: 3 } };

it('an event is stored with its time, and a dataset is known by any case', async () => {
  const { api, post } = await start();
  const reply = await post(JSON.stringify([item]));
  expect([reply.status, await reply.json()]).toEqual([200, [{ status: 202 }]]);
  expect(api.events).toEqual([
    { dataset: 'kube events', time: Date.parse(item.time), sampleRate: 1, data: { reason: 'BackOff', count: 3 } },
  ]);
});

it.each([
  ['no data', {}, 'Request body should not be empty.'],
  ["kube-eventer's names", { Data: { a: 1 }, Timestamp: item.time }, 'Request body should not be empty.'],
  ['empty data', { data: {} }, 'Request body should not be empty.'],
  ['nested data', { data: { object: { kind: 'Pod' } } }, 'Request body is malformed and cannot be read.'],
  ['a time that is none', { ...item, time: 'yesterday' }, 'Request body is malformed and cannot be read.'],
  [
    'too many columns',
    { data: Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`c${at}`, 1])) },
    'Event has too many columns.',
  ],
  ['a text over 64 KB', { data: { message: '事'.repeat(21_846) } }, 'String field exceeds 64KB.'],
  [
    'more than a megabyte',
    { data: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`c${at}`, 'x'.repeat(60_000)])) },
    'Event is too large.',
  ],
])('an event with %s is refused beside one that is taken', async (_what, bad, error) => {
  const { api, post } = await start();
  const reply = await post(JSON.stringify([bad, item]));
  expect(await reply.json()).toEqual([{ status: 400, error }, { status: 202 }]);
  expect(api.events).toHaveLength(1);
});

it.each([
  ['no key', { 'x-honeycomb-team': '' }, '/1/batch/a', 401],
  ['a wrong key', { 'x-honeycomb-team': 'another-key' }, '/1/batch/a', 401],
  ['a slash in the dataset', {}, '/1/batch/a%2Fb', 404],
  ['an encoding that is none', { 'content-encoding': 'gzip' }, '/1/batch/a', 400],
])('%s is refused', async (_what, headers, path, status) => {
  const { post } = await start({ apiKey: 'key-of-a-team' });
  expect((await post(JSON.stringify([item]), headers, path)).status).toBe(status);
});

it('compressed bodies are read, and those that are too large refused', async () => {
  const { api, post } = await start();
  const body = JSON.stringify([item]);
  await post(gzipSync(body), { 'content-encoding': 'gzip' });
  await post(zstdCompressSync(body), { 'content-encoding': 'zstd' });
  expect(api.events).toHaveLength(2);
  expect((await post('x'.repeat(5_000_001))).status).toBe(413);
});

it('a window takes so many requests, and its headers say so', async () => {
  let now = 0;
  const { post } = await start({ rate: { requests: 1, windowSeconds: 60 }, now: () => now });
  const ask = async () => {
    const { status, headers } = await post(JSON.stringify([item]));
    return [status, headers.get('ratelimit'), headers.get('retry-after')];
  };
  expect(await ask()).toEqual([200, 'limit=1, remaining=0, reset=60', null]);
  now = 15_000;
  expect(await ask()).toEqual([429, 'limit=1, remaining=0, reset=45', '45']);
  now = 60_000;
  expect(await ask()).toEqual([200, 'limit=1, remaining=0, reset=60', null]);
});
