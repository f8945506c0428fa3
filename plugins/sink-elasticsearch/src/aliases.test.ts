import { expect, it } from 'vitest';
import { deliver, event, events, held, open, start } from './fixtures/open.ts';

const options = { index: 'heapster', layout: 'kube-eventer', alias: 'heapster-events' } as const;
const asked = ({ requests }: { requests: readonly { method: string; path: string }[] }) =>
  requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);

const makesIndex = (index: string) => [`HEAD /${index}`, `PUT /${index}`, `GET /${index}/_alias`, 'POST /_aliases'];

it('each index is made and gets the alias, once', async () => {
  const cluster = await start();
  const sink = await open({ url: cluster.url, ...options });
  const next = event('c', { lastTimestamp: '2026-11-22T00:00:00Z' });
  expect(await deliver(sink, events('a', 'b'))).toEqual([]);
  expect(await deliver(sink, [event('d'), next])).toEqual([]);
  expect(asked(cluster)).toEqual([
    ...makesIndex('heapster-2026.11.21'),
    'POST /_bulk',
    ...makesIndex('heapster-2026.11.22'),
    'POST /_bulk',
  ]);
  expect([...cluster.indices].map(([name, { aliases }]) => [name, aliases])).toEqual([
    ['heapster-2026.11.21', ['heapster-events']],
    ['heapster-2026.11.22', ['heapster-events']],
  ]);
});

it('an index that has it already is only looked at', async () => {
  const cluster = await start();
  await deliver(await open({ url: cluster.url, ...options }), events('a'));
  await deliver(await open({ url: cluster.url, ...options }), events('b'));
  expect(asked(cluster).slice(-3)).toEqual([
    'HEAD /heapster-2026.11.21',
    'GET /heapster-2026.11.21/_alias',
    'POST /_bulk',
  ]);
});

it('events are written all the same when the credential may only write', async () => {
  const cluster = await start({ users: { basic: 'writer:secret-word', writeOnly: true } });
  const sink = await open({ url: cluster.url, ...options, username: 'writer', password: 'secret-word' });
  expect(await deliver(sink, events('a'))).toEqual([]);
  expect(Object.keys(held(cluster)['heapster-2026.11.21'] ?? {})).toEqual(['uid-a:7']);
});

it('an alias cannot be of a data stream', async () => {
  await expect(open({ url: 'http://127.0.0.1:9', ...options, target: 'dataStream' })).rejects.toThrow('alias');
});

it.each([
  ['7.17.0', 1, true],
  ['8.15.0', 2, false],
])(
  'the mapping type goes to a server of version %s that knows it, and to no other',
  async (version, requests, typed) => {
    const cluster = await start({ version });
    const sink = await open({ url: cluster.url, index: 'heapster', layout: 'kube-eventer', documentType: 'events' });
    expect(await deliver(sink, events('a'))).toEqual([]);
    expect(await deliver(sink, events('b'))).toEqual([]);
    expect(cluster.requests).toHaveLength(requests + 1);
    expect(cluster.requests.at(-1)?.body.includes('"_type":"events"')).toBe(typed);
    expect(Object.keys(held(cluster)['heapster-2026.11.21'] ?? {})).toEqual(['uid-a:7', 'uid-b:7']);
  },
);
