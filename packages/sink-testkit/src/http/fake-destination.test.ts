import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeDestination, type FakeDestinationOptions, fakeDestination } from './fake-destination.ts';

async function start(options: FakeDestinationOptions = {}): Promise<FakeDestination> {
  const fake = fakeDestination(options);
  await fake.start();
  onTestFinished(() => fake.stop());
  return fake;
}

const json = { 'content-type': 'application/json' };
const post = (
  fake: FakeDestination,
  body: string | Uint8Array<ArrayBuffer> | object,
  path = '/in',
  headers: Record<string, string> = json,
) =>
  fetch(`${fake.url}${path}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });

describe('what arrives', () => {
  it('is recorded with all its parts', async () => {
    const fake = await start();
    await post(fake, { text: 'hello' }, '/in?key=1');
    expect(fake.requests).toMatchObject([
      { method: 'POST', path: '/in?key=1', headers: json, text: '{"text":"hello"}', json: { text: 'hello' } },
    ]);
    expect(fake.requests[0]?.body.equals(Buffer.from('{"text":"hello"}'))).toBe(true);
    expect(fake.arrived()).toEqual([{ texts: ['in', '1', 'hello'], accepted: true, sizes: {} }]);
  });

  it('is read when it is compressed', async () => {
    const fake = await start();
    await post(fake, gzipSync('{"text":"hello"}'), '/', { ...json, 'content-encoding': 'gzip' });
    expect(fake.requests[0]?.json).toEqual({ text: 'hello' });
  });

  it('is refused when it says that it is JSON and is none', async () => {
    const fake = await start();
    const reply = await post(fake, '{"text": "said "no""}');
    expect([reply.status, fake.requests[0]?.broken, fake.arrived()]).toMatchObject([400, true, [{ accepted: false }]]);
  });

  it('may be several things, each with its key', async () => {
    const fake = await start({
      read: ({ text }) => text.split('\n').map((line) => ({ texts: [line], key: line.slice(0, 1) })),
    });
    await post(fake, 'a one\nb two', '/', { 'content-type': 'text/plain' });
    expect(fake.arrived()).toMatchObject([
      { texts: ['a one'], key: 'a' },
      { texts: ['b two'], key: 'b' },
    ]);
  });

  it('is forgotten at a reset', async () => {
    const fake = await start();
    await post(fake, { text: 'hello' });
    await fake.reset();
    expect([fake.arrived(), fake.requests]).toEqual([[], []]);
  });

  it('is no arrival when it delivers nothing', async () => {
    const fake = await start({ aside: ({ path }) => (path === '/token' ? { body: { token: 'abc' } } : undefined) });
    await fake.script(['500']);
    expect(await (await post(fake, {}, '/token')).json()).toEqual({ token: 'abc' });
    expect(fake.arrived()).toEqual([]);
    expect((await post(fake, {})).status).toBe(500);
  });
});

describe('what it answers', () => {
  it('is scripted once each, then everything is taken', async () => {
    const fake = await start({ accept: { status: 201, body: { ok: true } } });
    await fake.script(['429 with Retry-After in seconds', undefined, '400']);
    const replies = [
      await post(fake, { n: 1 }),
      await post(fake, { n: 2 }),
      await post(fake, { n: 3 }),
      await post(fake, {}),
    ];
    expect(replies.map(({ status }) => status)).toEqual([429, 201, 400, 201]);
    expect(replies[0]?.headers.get('retry-after')).toBe('7');
    expect(fake.arrived().map(({ accepted }) => accepted)).toEqual([false, true, false, true]);
  });

  it('repeats what it was sent when it fails', async () => {
    const fake = await start();
    await fake.script(['500']);
    const reply = await post(fake, {}, '/in?key=hunter22', { ...json, authorization: 'Bearer abc' });
    expect(await reply.text()).toMatch(/hunter22.*Bearer abc/);
  });

  it.each(['an answer that is no HTTP', 'a connection that is cut', 'nothing listening'])('%s', async (name) => {
    const fake = await start();
    await fake.script([name]);
    await expect(post(fake, { text: 'hello' })).rejects.toThrow('fetch failed');
    expect(fake.arrived().some(({ accepted }) => accepted)).toBe(false);
    await fake.reset();
    expect((await post(fake, {})).status).toBe(200);
  });

  it('breaks off after it took the delivery', async () => {
    const fake = await start();
    await fake.script(['a connection that is cut in the middle of the answer']);
    const reply = await post(fake, { text: 'hello' });
    await expect(reply.text()).rejects.toThrow('terminated');
    expect(fake.arrived()).toMatchObject([{ accepted: true }]);
  });

  it.each(['no answer', 'a connection that is never accepted'])('%s, until the reset', async (name) => {
    const fake = await start();
    await fake.script([name]);
    let settled = false;
    const hanging = post(fake, { text: 'hello' }).finally(() => {
      settled = true;
    });
    const ended = expect(hanging).rejects.toThrow('fetch failed');
    // A whole exchange of another destination fits in between.
    await post(await start(), {});
    expect(settled).toBe(false);
    await fake.reset();
    await ended;
  });

  it('comes late, so that what was sent beside it overtakes', async () => {
    const fake = await start();
    await fake.script(['an acceptance that takes a while']);
    const first = post(fake, { text: 'first' });
    await expect.poll(() => fake.requests.length).toBe(1);
    await post(fake, { text: 'second' });
    await first;
    expect(fake.arrived().map(({ texts }) => texts.at(-1))).toEqual(['second', 'first']);
  });

  it('has other names added, replaced and taken out', async () => {
    const fake = await start({ answers: { busy: { reply: { status: 420 }, becomes: 'retry' }, '404': undefined } });
    expect(Object.keys(fake.answers)).toContain('busy');
    expect(Object.keys(fake.answers)).not.toContain('404');
    await expect(fake.script(['404'])).rejects.toThrow(/has no answer "404"; it has: .*busy/);
  });

  it('must be read when acceptance is said in the body', () => {
    const name = '200 with a body of garbage';
    expect(fakeDestination().answers[name]?.becomes).toEqual(['accepted', 'retry']);
    expect(fakeDestination({ accept: { body: { ok: true } } }).answers[name]?.becomes).toBe('retry');
  });
});

describe('what it refuses', () => {
  it('is what is over a limit, in its unit', async () => {
    const fake = await start({
      limits: {
        text: { max: 3, unit: 'characters', of: 'list.text' },
        body: { max: 60, unit: 'bytes', reply: { status: 400, body: 'long' } },
      },
    });
    const statuses = [];
    for (const text of ['事🚨é', '事🚨éa', ''])
      statuses.push((await post(fake, { list: [{ text: '' }, { text }] })).status);
    const long = await post(fake, { list: [], more: 'x'.repeat(60) });
    expect([statuses, long.status]).toEqual([[200, 413, 200], 400]);
    expect(fake.arrived().map(({ accepted, sizes }) => [accepted, sizes?.text])).toEqual([
      [true, 3],
      [false, 4],
      [true, 0],
      [false, 0],
    ]);
  });

  it('is a request with the text in it, as a whole', async () => {
    const fake = await start();
    fake.refuse(
      new Map([
        ['bad', 'rejected'],
        ['later', 'retry'],
      ]),
    );
    const statuses = [];
    for (const list of [['good'], ['good', 'bad'], ['bad', 'later']]) statuses.push((await post(fake, list)).status);
    expect(statuses).toEqual([200, 400, 503]);
    expect(fake.arrived().map(({ accepted }) => accepted)).toEqual([true, false, false]);
  });

  it('is a part of a request, when its API can say so', async () => {
    const fake = await start({
      read: ({ json: body }) => (Array.isArray(body) ? body.map((one) => ({ texts: [String(one)] })) : []),
      refuse: (_request, refused) => ({ status: 207, body: [...refused.keys()] }),
    });
    fake.refuse(new Map([['bad', 'rejected']]));
    const reply = await post(fake, ['good', 'bad']);
    expect([reply.status, await reply.json()]).toEqual([207, ['bad']]);
    expect(fake.arrived().map(({ texts, accepted }) => [...texts, accepted])).toEqual([
      ['good', true],
      ['bad', false],
    ]);
  });
});

it('a fault of an option of the author’s comes out when the arrivals are asked for', async () => {
  const fake = await start({
    key: () => {
      throw new Error('no such header');
    },
  });
  expect((await post(fake, {})).status).toBe(500);
  expect(() => fake.arrived()).toThrow('no such header');
});

it('has no address before it starts', () => {
  expect(() => fakeDestination().url).toThrow('await start() first');
});
