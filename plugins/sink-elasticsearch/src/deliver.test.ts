import { ConfigError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, events, held, open, start } from './fixtures/open.ts';

const index = 'kubernetes-events-2026.11.21';
const kinds = (refusals: readonly { index: number; error: Error }[]) =>
  refusals.map(({ index: at, error }) => [at, error.name]);

describe('a batch', () => {
  it('becomes one document each, under the id of the revision', async () => {
    const cluster = await start();
    expect(await deliver(await open({ url: cluster.url }), events('a', 'b'))).toEqual([]);
    expect(held(cluster)).toMatchObject({
      [index]: { 'uid-a:7': { message: 'about a' }, 'uid-b:7': { message: 'about b' } },
    });
    expect(cluster.requests).toHaveLength(1);
    expect(cluster.requests[0]?.headers['content-type']).toBe('application/x-ndjson');
  });

  it('that comes again is accepted, and held once; a new revision is a document of its own', async () => {
    const cluster = await start();
    const sink = await open({ url: cluster.url });
    const later = event('a', { metadata: { uid: 'uid-a', resourceVersion: '8' }, count: 4 });
    await deliver(sink, events('a', 'b'));
    expect(await deliver(sink, [...events('b', 'a'), later])).toEqual([]);
    expect(Object.keys(held(cluster)[index] ?? {})).toEqual(['uid-a:7', 'uid-b:7', 'uid-a:8']);
  });

  it('has its rejected events refused, and only these', async () => {
    const cluster = await start();
    const sink = await open({ url: cluster.url, layout: 'kube-eventer' });
    const labels = (value: object) => ({
      metadata: { uid: JSON.stringify(value), resourceVersion: '1', labels: value },
    });
    const list = [
      event('a', labels({ app: 'web' })),
      event('b', labels({ 'app.kubernetes.io/name': 'web' })),
      event('c'),
    ];
    const refusals = await deliver(sink, list);
    expect(kinds(refusals)).toEqual([[1, 'RejectedError']]);
    expect(refusals[0]?.error.message).toMatch(
      /^400 document_parsing_exception: failed to parse field \[Metadata\.labels\.app\]/,
    );
    expect(Object.keys(held(cluster)[index] ?? {})).toHaveLength(2);
  });

  it('waits for a queue that is full: those it rejected come again', async () => {
    const cluster = await start();
    const sink = await open({ url: cluster.url });
    cluster.rejectNext(2);
    const refusals = await deliver(sink, events('a', 'b', 'c'));
    expect(kinds(refusals)).toEqual([
      [0, 'RetryableError'],
      [1, 'RetryableError'],
    ]);
    expect(await deliver(sink, events('a', 'b'))).toEqual([]);
    expect(Object.keys(held(cluster)[index] ?? {})).toEqual(['uid-c:7', 'uid-a:7', 'uid-b:7']);
  });

  it('waits for an index that takes no writes', async () => {
    const cluster = await start();
    const sink = await open({ url: cluster.url });
    cluster.block(index);
    const blocked = deliver(sink, events('a'));
    await expect(blocked).rejects.toSatisfy(RetryableError.is);
    await expect(blocked).rejects.toThrow('is a disk full, or the index read-only?');
    cluster.unblock(index);
    expect(await deliver(sink, events('a'))).toEqual([]);
  });

  it('that is larger than a request may be goes in several, in order', async () => {
    const cluster = await start({ maxContentLength: 20_000 });
    const sink = await open({ url: cluster.url, requestBytes: '20kB' });
    const list = Array.from({ length: 9 }, (_, at) => event(`e${at}`, { message: 'x'.repeat(4000) }));
    expect(await deliver(sink, list)).toEqual([]);
    expect(cluster.requests.length).toBeGreaterThan(1);
    expect(Object.keys(held(cluster)[index] ?? {})).toEqual(list.map(({ id }) => id));
  });

  it('that a proxy finds too large is sent in halves, and an event too large by itself is rejected', async () => {
    const cluster = await start({ maxContentLength: 3000 });
    const sink = await open({ url: cluster.url });
    const list = ['a', 'b', 'c', 'd'].map((name) => event(name, { message: 'x'.repeat(name === 'c' ? 4000 : 900) }));
    const refusals = await deliver(sink, list);
    expect(kinds(refusals)).toEqual([[2, 'RejectedError']]);
    expect(refusals[0]?.error.message).toContain('answered 413');
    expect(Object.keys(held(cluster)[index] ?? {})).toEqual(['uid-a:7', 'uid-b:7', 'uid-d:7']);
  });

  it('of which most are known is understood however long the answer', async () => {
    const cluster = await start();
    const sink = await open({ url: cluster.url });
    const uid = 'u'.repeat(300);
    const list = Array.from({ length: 400 }, (_, at) => event('a', { metadata: { uid, resourceVersion: String(at) } }));
    await deliver(sink, list.slice(0, 399));
    expect(await deliver(sink, list)).toEqual([]);
    expect(Object.keys(held(cluster)[index] ?? {})).toHaveLength(400);
  });

  it('goes out compressed, and through a pipeline', async () => {
    const cluster = await start({ pipelines: ['geo'] });
    await deliver(await open({ url: cluster.url, compression: 'gzip', pipeline: 'geo' }), events('a'));
    expect(cluster.requests[0]).toMatchObject({
      headers: { 'content-encoding': 'gzip' },
      path: expect.stringContaining('pipeline=geo'),
    });
    expect(Object.keys(held(cluster)[index] ?? {})).toEqual(['uid-a:7']);
  });
});

describe('a wrong option stops the sink, and says which', () => {
  it.each([
    ['pipeline', { pipeline: 'none' }, {}, /pipeline with id \[none\] does not exist; make the pipeline/],
    ['index that is not made', {}, { autoCreate: false }, /no such index .*; the index does not exist/],
    ['path', { path: '/app' }, {}, /there is no such API at this URL: check url/],
  ])('%s', async (_what, { path = '', ...options }: { path?: string; pipeline?: string }, cluster, message) => {
    const { url } = await start(cluster);
    const refused = deliver(await open({ url: url + path, ...options }), events('a', 'b'));
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(message);
  });

  it('found beside events that were accepted: the others are tried again', async () => {
    const cluster = await start();
    const sink = await open({ url: cluster.url, target: 'index', byNamespace: true });
    const list = [event('a'), event('b', { involvedObject: { namespace: 'No Name' } })];
    expect(kinds(await deliver(sink, list))).toEqual([[1, 'RetryableError']]);
    await expect(deliver(sink, list.slice(1))).rejects.toSatisfy(ConfigError.is);
  });
});

it('a document beyond every limit has its message cut, on a character', async () => {
  const cluster = await start({ maxContentLength: 20_000 });
  const sink = await open({ url: cluster.url, requestBytes: '20kB' });
  expect(await deliver(sink, [event('a', { message: '事"'.repeat(20_000) })])).toEqual([]);
  const stored: unknown = held(cluster)[index]?.['uid-a:7'];
  expect(stored).toMatchObject({ message: expect.stringMatching(/^(事")+事?…$/) });
});

it('the next node is asked after one that does not answer', async () => {
  const cluster = await start();
  const sink = await open({ url: 'http://127.0.0.1:9', nodes: [cluster.url] });
  await expect(deliver(sink, events('a'))).rejects.toSatisfy(RetryableError.is);
  expect(await deliver(sink, events('a'))).toEqual([]);
  expect(Object.keys(held(cluster))).toEqual([index]);
});
