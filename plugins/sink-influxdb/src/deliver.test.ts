import { ConfigError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, events, messages, open, start } from './fixtures/open.ts';

const signal = new AbortController().signal;
const kinds = (refusals: readonly { index: number; error: Error }[]) =>
  refusals.map(({ index, error }) => [index, error.name]);

/** An event from before the retention of the server. */
const old = (name: string) => event(name, { lastTimestamp: '2020-01-01T00:00:00Z' });
const day = 86_400_000;
const now = () => Date.parse('2026-11-21T05:00:00Z');

describe.each([
  [1 as const, { version: 1 as const }, 'k8s', '/write?db=k8s&precision=n'],
  [
    2 as const,
    { version: 2 as const, org: 'ops', bucket: 'k8s' },
    'k8s',
    '/api/v2/write?org=ops&bucket=k8s&precision=ns',
  ],
  [
    3 as const,
    { version: 3 as const },
    'k8s',
    '/api/v3/write_lp?db=k8s&precision=nanosecond&accept_partial=true&no_sync=false',
  ],
])('version %i', (version, options, database, path) => {
  it('writes a batch in one request', async () => {
    const server = await start({ version, databases: [database] });
    expect(await deliver(await open({ url: server.url, ...options }), events('a', 'b'))).toEqual([]);
    expect(server.requests.map((request) => request.path)).toEqual([path]);
    expect(messages(server)).toEqual(['about a', 'about b']);
  });

  it('holds a revision that comes again once, and events of one second and series apart', async () => {
    const server = await start({ version, databases: [database] });
    const sink = await open({ url: server.url, ...options });
    const list = Array.from({ length: 300 }, (_, at) => event(`e${at}`));
    await deliver(sink, list);
    await deliver(sink, list.slice(100));
    expect(server.points(database)).toHaveLength(300);
  });

  it('refuses exactly the events that the server refused', async () => {
    const server = await start({ version, databases: [database], retentionMs: day, now });
    const sink = await open({ url: server.url, ...options });
    const list = [...events('a', 'b'), old('c'), ...events('d', 'e'), old('f'), ...events('g')];
    const refusals = await deliver(sink, list);
    expect(kinds(refusals)).toEqual([
      [2, 'RejectedError'],
      [5, 'RejectedError'],
    ]);
    expect(refusals[0]?.error.message).toContain('points beyond retention policy');
    expect(new Set(messages(server))).toEqual(new Set(['about a', 'about b', 'about d', 'about e', 'about g']));
  });

  it('writes texts as they are, or with a line feed written out', async () => {
    const server = await start({ version, databases: [database] });
    const message = 'a "quoted" \\ back\\\\slash, a=b\nline 2 事 🚨';
    await deliver(await open({ url: server.url, ...options }), [event('a', { message })]);
    expect(messages(server)).toEqual([version === 1 ? message : message.replace('\n', '\\n')]);
  });

  it('splits what is larger than a request, and halves what the server finds too large', async () => {
    const list = Array.from({ length: 9 }, (_, at) => event(`e${at}`, { message: 'x'.repeat(4000) }));
    for (const requestBytes of ['10kB', '5MB']) {
      const server = await start({ version, databases: [database], maxBody: 10_000 });
      expect(await deliver(await open({ url: server.url, ...options, requestBytes }), list)).toEqual([]);
      expect(server.points(database)).toHaveLength(9);
    }
  });

  it('writes compressed', async () => {
    const server = await start({ version, databases: [database] });
    await deliver(await open({ url: server.url, ...options, compression: 'gzip' }), events('a'));
    expect(server.requests[0]?.headers['content-encoding']).toBe('gzip');
    expect(messages(server)).toEqual(['about a']);
  });

  it('makes the database when it is missing', async () => {
    const server = await start({ version });
    const sink = await open({ url: server.url, ...options });
    expect(await deliver(sink, events('a'))).toEqual([]);
    expect(await deliver(sink, events('b'))).toEqual([]);
    expect(messages(server)).toEqual(['about a', 'about b']);
  });

  it('checks without writing', async () => {
    const server = await start({ version, databases: [database] });
    await (await open({ url: server.url, ...options })).check?.({ signal });
    expect(server.points(database)).toEqual([]);
    const wrong = (await open({ url: `${server.url}/app`, ...options })).check?.({ signal });
    await expect(wrong).rejects.toSatisfy(ConfigError.is);
  });
});

describe('a database that is missing and may not be made stops the sink, and says what to do', () => {
  it.each([
    [1 as const, {}, 'make it: CREATE DATABASE "k8s"'],
    [1 as const, { createDatabase: false }, 'make it, or check database'],
    [2 as const, { org: 'ops', bucket: 'k8s' }, 'influx bucket create --org ops --name k8s'],
  ])('version %i, %j', async (version, options, message) => {
    const server = await start({ version, writeOnly: true });
    const refused = deliver(await open({ url: server.url, version, ...options }), events('a'));
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(message);
  });
});

it('a retention policy that is not there stops the sink', async () => {
  const server = await start({ databases: ['k8s'] });
  const refused = deliver(await open({ url: server.url, retentionPolicy: 'default' }), events('a'));
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow('retention policy not found: default; make the retention policy');
});

it('the cloud’s limit is waited for, as long as it says', async () => {
  let at = now();
  const server = await start({ version: 2, databases: ['k8s'], writesPerWindow: 1, now: () => at });
  const sink = await open({ url: server.url, version: 2, org: 'ops', bucket: 'k8s' });
  await deliver(sink, events('a'));
  at += 100_000;
  const refused = deliver(sink, events('b'));
  await expect(refused).rejects.toSatisfy(RetryableError.is);
  await expect(refused).rejects.toMatchObject({ retryAfterMs: 200_000 });
  at += 200_000;
  expect(await deliver(sink, events('b'))).toEqual([]);
});
