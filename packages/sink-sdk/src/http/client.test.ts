import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Answer, listen, status } from '../fixtures/server.ts';
import { ConfigError, createHttpClient, RejectedError, RetryableError } from '../index.ts';
import type { HttpOptions } from './options.ts';

async function clientFor(options: HttpOptions) {
  const client = await createHttpClient({ environment: {}, ...options });
  onTestFinished(() => client.close());
  return client;
}

const failureOf = async (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => 'accepted',
    (error: unknown) => error,
  );

describe('a request', () => {
  it('arrives as it was given, and the reply comes back', async () => {
    const server = await listen(status(201, 'made', { 'x-id': '7' }));
    const client = await clientFor({ url: `${server.url}/in?x=1` });
    const reply = await client.send({ method: 'PUT', headers: { 'x-team': 'shop' }, body: '{"a":"🚨"}' });
    expect(reply).toMatchObject({ status: 201, text: 'made', headers: { 'x-id': '7' } });
    expect(server.received).toMatchObject([
      { method: 'PUT', url: '/in?x=1', headers: { 'x-team': 'shop' }, body: '{"a":"🚨"}' },
    ]);
  });

  it('has the names of its headers as they were written, and says who sends it', async () => {
    const server = await listen(status(200));
    const client = await clientFor({ url: server.url });
    await client.send({ headers: { Contenttype: 'demo', 'X-a': '1' } });
    await client.send({ headers: { 'user-agent': 'mine/2' } });
    const [first, second] = server.received.map(({ rawHeaders }) => rawHeaders);
    expect(first).toEqual(expect.arrayContaining(['Contenttype', 'X-a', 'User-Agent', 'kubeherald']));
    expect(second).toEqual(expect.arrayContaining(['user-agent', 'mine/2']));
    expect(second?.join()).not.toMatch(/User-Agent|kubeherald/);
  });

  it('has each header once, in whatever case it was given', async () => {
    const server = await listen(status(200));
    const client = await clientFor({ url: server.url.replace('//', '//user:pass@') });
    await client.send({ headers: { Authorization: 'Bearer t' } });
    const names = (server.received[0]?.rawHeaders ?? []).map((text) => text.toLowerCase());
    expect(names.filter((name) => name === 'authorization')).toHaveLength(1);
    expect(server.received[0]?.headers.authorization).toBe('Bearer t');
  });

  it('uses the connection again', async () => {
    const server = await listen(status(200, 'x'.repeat(1000)));
    const client = await clientFor({ url: server.url });
    for (let count = 0; count < 5; count++) await client.send({ body: '{}' });
    expect([server.received.length, server.connections()]).toEqual([5, 1]);
  });

  it('may name a URL of its own', async () => {
    const server = await listen(status(200));
    const client = await clientFor({});
    await client.send({ url: `${server.url}/other` });
    expect(server.received[0]?.url).toBe('/other');
  });

  it('carries a user and password of the URL as basic authentication', async () => {
    const server = await listen(status(200));
    const client = await clientFor({ url: server.url.replace('//', '//us%40r:pass@') });
    await client.send({});
    expect(server.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('us@r:pass').toString('base64')}`);
  });
});

describe('a reply', () => {
  it.each([
    [200, 'accepted'],
    [204, 'accepted'],
    [302, 'ConfigError'],
    [400, 'RejectedError'],
    [429, 'RetryableError'],
    [503, 'RetryableError'],
  ])('%i: %s', async (code, expected) => {
    const server = await listen(status(code, '', { location: '/elsewhere' }));
    const client = await clientFor({ url: server.url });
    const result = await failureOf(client.send({}));
    expect(result instanceof Error ? result.name : result).toBe(expected);
    expect(server.received).toHaveLength(1);
  });

  it('of a status that the caller accepts is none to fail for', async () => {
    const server = await listen(status(409, 'there already'));
    const client = await clientFor({ url: server.url });
    await expect(client.send({ accept: (code) => code === 409 })).resolves.toMatchObject({ text: 'there already' });
  });

  it('with a date in Retry-After counts from now', async () => {
    const server = await listen(status(429, '', { 'retry-after': 'Sat, 21 Nov 2026 04:01:00 GMT' }));
    const client = await clientFor({ url: server.url, now: () => Date.parse('2026-11-21T04:00:00Z') });
    expect(await failureOf(client.send({}))).toMatchObject({ retryAfterMs: 60_000 });
  });

  it('of any length is cut, and a huge one costs its connection, not the memory', async () => {
    const endless: Answer = (_request, response) => {
      const more = () => {
        while (response.writable && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };
    const server = await listen([status(200, 'y'.repeat(200_000)), endless, status(200)]);
    const client = await clientFor({ url: server.url });
    expect((await client.send({})).text).toBe('y'.repeat(65_536));
    expect((await client.send({})).text).toHaveLength(65_536);
    await client.send({});
    expect(server.connections()).toBe(2);
  });
});

describe('an API that says in its answers whether it did what it was asked', () => {
  const codes = {
    field: 'code',
    message: 'text',
    success: [0],
    codes: { 7: { kind: 'retry', afterMs: 60_000 }, 8: { kind: 'config', advice: 'check token' } },
    otherwise: { kind: 'rejected' },
  } as const;

  it('is believed, whatever the status', async () => {
    const said = (code: number) => status(200, JSON.stringify({ code, text: 'because' }));
    const server = await listen([said(0), said(7), said(8), said(9)]);
    const client = await clientFor({ url: server.url, codes });
    await expect(client.send({})).resolves.toMatchObject({ status: 200 });
    expect(await failureOf(client.send({}))).toMatchObject({ name: 'RetryableError', retryAfterMs: 60_000 });
    expect(await failureOf(client.send({}))).toMatchObject({
      name: 'ConfigError',
      message: `POST ${server.url}/ answered 200: code 8: because; check token`,
    });
    expect(await failureOf(client.send({}))).toMatchObject({ name: 'RejectedError' });
  });

  it('may mean something else by a status, or by one request', async () => {
    const server = await listen(status(403, 'no'));
    const client = await clientFor({ url: server.url, statuses: { 403: { kind: 'config', advice: 'check token' } } });
    expect(await failureOf(client.send({}))).toSatisfy(ConfigError.is);
    await expect(client.send({ statuses: { 403: { kind: 'success' } } })).resolves.toMatchObject({ text: 'no' });
  });
});

describe('a destination that misbehaves is retried', () => {
  const cut: Answer = (_request, _response, socket) => socket.resetAndDestroy();
  const cutInBody: Answer = (_request, response, socket) => {
    response.writeHead(200, { 'content-length': '1000' }).write('half', () => socket.destroy());
  };
  const garbage: Answer = (_request, _response, socket) => {
    socket.end('SSH-2.0-OpenSSH_9.9\r\n');
  };
  const silent: Answer = () => {};
  const stalls: Answer = (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('half');
  };
  it.each([
    ['resets the connection', cut, /failed: the connection was cut/],
    ['cuts its reply', cutInBody, /failed/],
    ['speaks no HTTP', garbage, /failed/],
    ['never answers', silent, /no reply within 200 ms/],
    ['stalls in the middle of its reply', stalls, /no reply within 200 ms/],
  ])('%s', async (_name, answer, message) => {
    const server = await listen([answer, status(200)]);
    const client = await clientFor({ url: server.url, timeout: '200ms' });
    const error = await failureOf(client.send({}));
    expect(error).toSatisfy(RetryableError.is);
    expect(error).toMatchObject({ message: expect.stringMatching(message), cause: expect.any(Error) });
    await expect(client.send({})).resolves.toMatchObject({ status: 200 });
  });

  it('is not there', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    const client = await clientFor({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/` });
    const error = await failureOf(client.send({}));
    expect(error).toSatisfy(RetryableError.is);
    expect(error).toMatchObject({ message: expect.stringContaining('nothing listens there') });
  });
});

it('a signal ends a request at once, and one that still waits for the connection is never sent', async () => {
  const server = await listen([() => {}, status(200)]);
  const client = await clientFor({ url: server.url });
  const controller = new AbortController();
  const { signal } = controller;
  const both = ['first', 'second'].map((body) => failureOf(client.send({ body, signal })));
  await expect.poll(() => server.received.length).toBe(1);
  controller.abort(new Error('the deadline passed'));
  for (const error of await Promise.all(both)) {
    expect(error).toSatisfy(RetryableError.is);
    expect(error).toMatchObject({ message: expect.stringContaining('the deadline passed') });
  }
  expect(await failureOf(client.send({ signal }))).toSatisfy(RetryableError.is);
  await client.send({ body: 'third' });
  expect(server.received.map(({ body }) => body)).toEqual(['first', 'third']);
});

describe('no error shows a credential', () => {
  const echo: Answer = (request, response) => {
    response.writeHead(400).end(JSON.stringify([request.url, request.headers]));
  };

  it('of the URL or the headers, even when the destination repeats it', async () => {
    const server = await listen(echo);
    const client = await clientFor({
      url: `${server.url.replace('//', '//user:pa55word@')}/hooks/XyZ123abcDEF456?access_token=hunter2222`,
      secrets: ['Bearer s3cret-value'],
    });
    const error = await failureOf(client.send({ headers: { 'x-key': 'Bearer s3cret-value' } }));
    expect(error).toSatisfy(RejectedError.is);
    const shown = error instanceof Error ? `${error.message} ${error.stack}` : '';
    expect(shown).toContain('/hooks/***?access_token=***');
    expect(shown).not.toMatch(/pa55word|hunter2222|s3cret-value|XyZ123abcDEF456|dXNlcjpwYTU1d29yZA/);
  });

  it('of a header by its name, nor a part of one, nor encoded in another way', async () => {
    const server = await listen(echo);
    const client = await clientFor({ url: server.url.replace('//', '//user:pa55word@'), secrets: ['se"cret/1'] });
    const headers = { 'x-api-key': 'key-4711-key', authorization: 'Bearer tok3n-value' };
    const token = Buffer.from('user:pa55word').toString('base64');
    const error = await failureOf(client.send({ headers, url: `${server.url}/${encodeURIComponent('se"cret/1')}` }));
    expect(error).toSatisfy(RejectedError.is);
    expect(String(error)).not.toMatch(/4711|tok3n|cret/);
    expect(client.hide(`of ${token}: ${JSON.stringify({ a: 'se"cret/1' })}`)).toBe('of ***: {"a":"***"}');
  });

  it('in what caused it', async () => {
    const server = await listen([() => {}]);
    const client = await clientFor({ url: server.url, secrets: ['hunter2222'] });
    const controller = new AbortController();
    const sent = failureOf(client.send({ signal: controller.signal }));
    await expect.poll(() => server.received.length).toBe(1);
    controller.abort(new Error('gave up', { cause: new Error('said hunter2222') }));
    const error = await sent;
    expect(error).toMatchObject({ cause: { message: 'gave up', cause: { message: 'said ***' } } });
    expect(inspect(error)).not.toContain('hunter2222');
  });

  it('of a URL that is wrong', async () => {
    for (const url of ['htps://user:pa55word@host', 'not a url with pa55word', '/relative?pa55word']) {
      const error = await failureOf(createHttpClient({ url }));
      expect(error).toSatisfy(ConfigError.is);
      expect(String(error)).toContain('expected an absolute URL');
      expect(String(error)).not.toContain('pa55word');
    }
  });
});

it('a header that undici refuses is a wrong option, not a reason to retry', async () => {
  const client = await clientFor({ url: 'http://127.0.0.1:9' });
  expect(await failureOf(client.send({ headers: { 'x-key': 'a\nb' } }))).toSatisfy(ConfigError.is);
});
