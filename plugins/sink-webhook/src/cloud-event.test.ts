import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, events, open } from './fixtures/open.ts';
import { listen, status } from './fixtures/server.ts';

const attributes = {
  specversion: '1.0',
  id: 'uid-a:7',
  source: '/clusters/prod',
  type: 'io.k8s.core.v1.event.BackOff',
  subject: 'shop/Pod/a',
  time: '2026-11-21T04:33:38Z',
  datacontenttype: 'application/json',
};

describe('CloudEvents', () => {
  it('go out one by one, in structured mode', async () => {
    const server = await listen(status(204));
    await deliver(await open({ url: server.url, envelope: 'cloudevents' }), events('a'));
    const [request] = server.received;
    expect(request?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    const { raw: _, ...data } = event('a');
    expect(JSON.parse(request?.body ?? '')).toEqual({ ...attributes, data });
  });

  it('go out as a batch, whose data a template makes', async () => {
    const server = await listen(status(204));
    const options = { batch: 'array', envelope: 'cloudevents', template: '{"text":"{{message}}"}' } as const;
    await deliver(await open({ url: server.url, ...options }), [event('a', { message: 'said "x"\n' }), event('b')]);
    const [request] = server.received;
    expect(request?.headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(JSON.parse(request?.body ?? '')).toMatchObject([
      { ...attributes, data: { text: 'said "x"\n' } },
      { id: 'uid-b:7', data: { text: 'about b' } },
    ]);
  });

  it('of a cluster and object with odd names are such, too', async () => {
    const server = await listen(status(204));
    const odd = { ...event('a', { reason: '', involvedObject: { kind: 'Node', name: 'n 1' } }), cluster: 'eu 1/测试' };
    await deliver(await open({ url: server.url, envelope: 'cloudevents' }), [odd]);
    expect(JSON.parse(server.received[0]?.body ?? '')).toMatchObject({
      source: '/clusters/eu%201%2F%E6%B5%8B%E8%AF%95',
      type: 'io.k8s.core.v1.event',
      subject: 'Node/n 1',
    });
  });

  it.each([
    ['the usual', {}, 'application/x-ndjson'],
    [
      'that of headers',
      { 'content-type': 'application/x-ndjson; charset=utf-8' },
      'application/x-ndjson; charset=utf-8',
    ],
  ])('go out one a line, with %s type', async (_name, headers, type) => {
    const server = await listen(status(204));
    await deliver(await open({ url: server.url, batch: 'ndjson', envelope: 'cloudevents', headers }), events('a', 'b'));
    const [request] = server.received;
    expect(request?.headers['content-type']).toBe(type);
    const lines = (request?.body ?? '').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([attributes, { id: 'uid-b:7', data: { name: 'b' } }]);
  });

  it('are JSON, whatever headers say', async () => {
    const refused = open({ envelope: 'cloudevents', headers: { 'content-type': 'text/plain' } });
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow('envelope: cloudevents makes JSON');
  });
});
