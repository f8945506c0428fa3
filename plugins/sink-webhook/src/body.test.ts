import { ConfigError, RejectedError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, events, open } from './fixtures/open.ts';
import { listen, status } from './fixtures/server.ts';

function withoutRaw(one: ReturnType<typeof event>) {
  const { raw: _, ...rest } = one;
  return rest;
}

describe('a request', () => {
  it('has one event as JSON, without the object it was made from', async () => {
    const server = await listen(status(204));
    await deliver(await open({ url: server.url }), events('a'));
    const [request] = server.received;
    expect(request).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'uid-a:7' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual(withoutRaw(event('a')));
  });

  it('has the object too when that is wanted, and the method and headers of the options', async () => {
    const server = await listen(status(204));
    const headers = { 'X-Team': 'shop', 'Content-Type': 'application/cloudevents+json' };
    await deliver(await open({ url: server.url, raw: true, method: 'PUT', headers }), events('a'));
    const [request] = server.received;
    expect(request).toMatchObject({
      method: 'PUT',
      headers: { 'x-team': 'shop', 'content-type': 'application/cloudevents+json' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual(event('a'));
  });

  it('has a batch as a JSON array, under the batch’s key', async () => {
    const server = await listen(status(200));
    await deliver(await open({ url: server.url, batch: 'array' }), events('a', 'b'));
    expect(server.received).toMatchObject([
      { headers: { 'content-type': 'application/json', 'idempotency-key': 'batch-1' } },
    ]);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual([withoutRaw(event('a')), withoutRaw(event('b'))]);
  });

  it.each([
    ['JSON', '{"text": "{{ .Reason }}: {{ .Message }}"}', '{"text": "BackOff: said \\"no\\""}'],
    ['plain text', '{{ .Reason }}: {{ .Message }}', 'BackOff: said "no"'],
  ])('has what a Go template makes of an event, as %s', async (_what, go, expected) => {
    const server = await listen(status(204));
    await deliver(await open({ url: server.url, template: { go } }), [event('a', { message: 'said "no"' })]);
    expect(server.received[0]?.body).toBe(expected);
  });

  it('refuses a Go template that names a field which does not exist, or that makes no JSON where it must', async () => {
    await expect(open({ template: { go: '{"x": "{{ .Nope }}"}' } })).rejects.toThrow(
      "template:1:10: can't evaluate field Nope in type *v1.Event",
    );
    await expect(open({ batch: 'ndjson', template: { go: '{{ .Reason }}' } })).rejects.toThrow(
      'the output is not JSON',
    );
  });

  it('has a batch as a JSON object per line', async () => {
    const server = await listen(status(200));
    const template = '{\n  "name": "{{object.name}}",\n  "text": "{{message}}"\n}';
    const list = [event('a', { message: 'one\ntwo' }), event('b')];
    await deliver(await open({ url: server.url, batch: 'ndjson', template }), list);
    expect(server.received[0]?.headers['content-type']).toBe('application/x-ndjson');
    const lines = (server.received[0]?.body ?? '').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { name: 'a', text: 'one\ntwo' },
      { name: 'b', text: 'about b' },
    ]);
  });

  it.each([
    ['quotes and line ends', 'said "no"\r\n\tand \\ left'],
    ['odd characters', '🚨\u2028\u2029\u0000\u001b \u202eשלום\u202c \ufffd'],
    ['template syntax', '{{message}} {{{raw}}} {{#if}}'],
    ['64 kB', `${'long "text" '.repeat(5461)}end`],
  ])('has valid JSON whatever the message: %s', async (_name, message) => {
    const server = await listen(status(200));
    const template = '{"text": "{{type}}: {{message}}", "count": {{count}}, "all": {{json this}}}';
    const one = event('a', { message });
    await deliver(await open({ url: server.url, template }), [one]);
    const body = JSON.parse(server.received[0]?.body ?? '');
    expect(body).toEqual({ text: `Warning: ${message}`, count: 7, all: one });
  });

  it('of another content type has the values as they are', async () => {
    const server = await listen(status(200));
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    await deliver(await open({ url: server.url, headers, template: '{{reason}}: {{message}}' }), [
      event('a', { message: '"x" <&>' }),
    ]);
    expect(server.received[0]?.body).toBe('BackOff: "x" <&>');
  });
});

describe('options that cannot work are refused when the sink opens', () => {
  const url = 'http://127.0.0.1:9/';
  it.each([
    [{ url: 'not a url' }, 'url: expected an absolute URL'],
    [{ url, template: '{"a": {{message}' }, /^template:1:\d+: syntax error/],
    [{ url, template: '{\n "a": "{{message}}"\n "b": 1}' }, /^template:3:2: the output is not JSON/],
    [{ url, batch: 'array' as const, headers: { 'content-type': 'text/plain' } }, 'batch: array makes JSON'],
    [{ url, headers: { 'x key': '1' } }, 'is no name of a header'],
    [{ url, headers: { 'x-key': 'hunter2\n' } }, 'the value of x-key has a character'],
    [{ url, tls: { ca: '/no/such/file' } }, 'tls.ca'],
    [{ url, proxy: 'nowhere' }, 'proxy: expected an absolute URL'],
  ])('%j', async (options, message) => {
    const refused = open(options);
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow('hunter2');
  });
});

it('an event that the template stumbles over is rejected alone', async () => {
  const server = await listen(status(200));
  const template = '{"a": "{{#if (eq reason "Odd")}}{{date time zone=message}}{{/if}}"}';
  const list = [event('a'), event('b', { reason: 'Odd', message: 'Mars/Base' }), event('c')];
  const refusals = await deliver(await open({ url: server.url, template }), list);
  expect(refusals).toMatchObject([{ index: 1, error: { message: expect.stringContaining('the template failed') } }]);
  expect(refusals[0]?.error).toSatisfy(RejectedError.is);
  expect(server.received).toHaveLength(2);
});
