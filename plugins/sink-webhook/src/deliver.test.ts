import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, events, open } from './fixtures/open.ts';
import { type Answer, type Destination, listen, status } from './fixtures/server.ts';

const ok = status(200);
const namesIn = ({ received }: Destination) => received.map(({ body }) => String(JSON.parse(body).object.name));

describe('one request per event', () => {
  it('goes out in order, over one connection', async () => {
    const server = await listen(ok);
    const sink = await open({ url: server.url });
    expect(await deliver(sink, events('a', 'b', 'c'))).toEqual([]);
    expect(await deliver(sink, events('d'))).toEqual([]);
    expect(namesIn(server)).toEqual(['a', 'b', 'c', 'd']);
    expect([server.connections(), server.busiest()]).toEqual([1, 1]);
  });

  it('stops at the first that must be retried: those before were accepted, it and those after come again', async () => {
    const server = await listen([ok, ok, status(503, 'busy', { 'retry-after': '7' }), ok]);
    const refusals = await deliver(await open({ url: server.url }), events('a', 'b', 'c', 'd', 'e'));
    expect(namesIn(server)).toEqual(['a', 'b', 'c']);
    expect(refusals.map(({ index }) => index)).toEqual([2, 3, 4]);
    for (const { error } of refusals) {
      expect(error).toSatisfy(RetryableError.is);
      expect(error).toMatchObject({ retryAfterMs: 7000, message: expect.stringContaining('answered 503: busy') });
    }
    expect(refusals[1]?.error.message).toMatch(/^not sent, for an event before it was not accepted/);
  });

  it('goes on after one that is refused for good', async () => {
    const server = await listen([ok, status(422, 'no such field'), ok]);
    const refusals = await deliver(await open({ url: server.url }), events('a', 'b', 'c'));
    expect(namesIn(server)).toEqual(['a', 'b', 'c']);
    expect(refusals.map(({ index }) => index)).toEqual([1]);
    expect(refusals[0]?.error).toSatisfy(RejectedError.is);
    expect(refusals[0]?.error.message).toContain('answered 422: no such field');
  });

  it('that fails from the first on fails the batch', async () => {
    const server = await listen([
      status(429, '', { 'retry-after': '3' }),
      status(301, '', { location: 'https://new/' }),
    ]);
    const sink = await open({ url: server.url });
    await expect(deliver(sink, events('a', 'b'))).rejects.toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 3000 });
    const redirected = deliver(sink, events('a', 'b'));
    await expect(redirected).rejects.toSatisfy(ConfigError.is);
    await expect(redirected).rejects.toThrow('a redirect to https://new/');
    expect(server.received).toHaveLength(2);
  });

  it('keeps what was accepted when a redirect turns up in the middle', async () => {
    const server = await listen([ok, status(302, '', { location: '/login' })]);
    const sink = await open({ url: server.url });
    const refusals = await deliver(sink, events('a', 'b', 'c'));
    expect(refusals.map(({ index, error }) => [index, RetryableError.is(error)])).toEqual([
      [1, true],
      [2, true],
    ]);
    await expect(deliver(sink, events('b', 'c'))).rejects.toSatisfy(ConfigError.is);
  });

  it.each([
    ['cuts the connection', (_request, _response, socket) => socket.resetAndDestroy()],
    ['never answers', () => {}],
  ] as [string, Answer][])('after a destination that %s, the rest is retried', async (_name, answer) => {
    const server = await listen([ok, answer]);
    const refusals = await deliver(await open({ url: server.url, timeout: '200ms' }), events('a', 'b', 'c'));
    expect(refusals.map(({ index, error }) => [index, RetryableError.is(error)])).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  it('ends at the deadline with what is left', async () => {
    const server = await listen([ok, () => {}]);
    const sink = await open({ url: server.url });
    const controller = new AbortController();
    const delivery = deliver(sink, events('a', 'b', 'c'), { signal: controller.signal });
    await expect.poll(() => server.received.length).toBe(2);
    controller.abort(new Error('the deadline passed'));
    const refusals = await delivery;
    expect(refusals.map(({ index }) => index)).toEqual([1, 2]);
    expect(refusals[0]?.error.message).toContain('the deadline passed');
  });
});

describe('several connections', () => {
  /** Answers when `count` requests wait. */
  function together(count: number): Answer {
    let waiting: (() => void)[] = [];
    return (_request, response) => {
      waiting.push(() => response.end());
      if (waiting.length < count) return;
      for (const answer of waiting) answer();
      waiting = [];
    };
  }

  it('serve different objects at the same time', async () => {
    const server = await listen(together(3));
    await deliver(await open({ url: server.url, connections: 3 }), events('a', 'b', 'c', 'd', 'e', 'f'));
    expect(server.busiest()).toBe(3);
    expect(server.received).toHaveLength(6);
  });

  it('keep the events of one object in order, and stop only its queue', async () => {
    const refuseB: Answer = (request, response) => {
      response.writeHead(request.body.includes('"message":"b1"') ? 500 : 200).end();
    };
    const server = await listen(refuseB);
    const list = ['a1', 'b1', 'a2', 'b2', 'a3', 'b3'].map((message) => event(message.slice(0, 1), { message }));
    const refusals = await deliver(await open({ url: server.url, connections: 2 }), list);
    expect(refusals.map(({ index }) => index)).toEqual([1, 3, 5]);
    const messages = server.received.map(({ body }) => String(JSON.parse(body).message));
    expect(messages.filter((message) => message.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(messages.filter((message) => message.startsWith('b'))).toEqual(['b1']);
  });
});

describe('one request per batch', () => {
  it.each([
    [400, RejectedError.is],
    [408, RetryableError.is],
    [503, RetryableError.is],
    [302, ConfigError.is],
  ])('answered %i, fails as a whole', async (code, is) => {
    const server = await listen(status(code));
    const sink = await open({ url: server.url, batch: 'array' });
    await expect(deliver(sink, events('a', 'b'))).rejects.toSatisfy(is);
    expect(server.received).toHaveLength(1);
  });
});

describe('check', () => {
  const check = async (answer: Answer) => {
    const server = await listen(answer);
    const sink = await open({ url: server.url, headers: { authorization: 'Bearer s3cret-value' } });
    return { server, checked: sink.check?.({ signal: AbortSignal.timeout(10_000) }) };
  };

  it.each([200, 204, 400, 404, 405, 501])('%i to a request that changes nothing: reachable', async (code) => {
    const { server, checked } = await check(status(code));
    await checked;
    expect(server.received).toMatchObject([
      { method: 'OPTIONS', body: '', headers: { authorization: 'Bearer s3cret-value' } },
    ]);
  });

  it.each([
    [401, ConfigError.is],
    [403, RejectedError.is],
    [503, RetryableError.is],
    [301, ConfigError.is],
  ])('%i is a failure', async (code, is) => {
    const { checked } = await check(status(code));
    await expect(checked).rejects.toSatisfy(is);
  });
});

it('no refusal shows a credential, even when the destination repeats it', async () => {
  const echo: Answer = (request, response) => {
    response.writeHead(400).end(`bad token s3cret-value in ${JSON.stringify(request.headers)}`);
  };
  const server = await listen(echo);
  const url = `${server.url.replace('//', '//user:pa55word@')}?key=hunter2222`;
  const sink = await open({ url, headers: { Authorization: 'Bearer s3cret-value' } });
  const [refusal] = await deliver(sink, events('a'));
  expect(refusal?.error.message).toContain('bad token ***');
  expect(`${refusal?.error.message} ${refusal?.error.stack}`).not.toMatch(/s3cret-value|pa55word|hunter2222/);
});

it('closes twice', async () => {
  const server = await listen(ok);
  const sink = await open({ url: server.url });
  await deliver(sink, events('a'));
  await sink.close?.();
  await sink.close?.();
});
