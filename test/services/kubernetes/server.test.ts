import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { podEvent } from '../../support/events.ts';
import { until } from '../../support/until.ts';
import { type ApiServer, startApiServer, whyNoApiServer } from './server.ts';

const reason = whyNoApiServer();
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)('the real kube-apiserver that tests use', () => {
  let cluster: ApiServer;
  let dispatcher: Agent;
  const closing = new AbortController();
  beforeAll(async () => {
    cluster = await startApiServer();
    dispatcher = new Agent({ connect: { ca: readFileSync(cluster.caFile) } });
  });
  afterAll(async () => {
    closing.abort();
    await dispatcher.destroy();
    await cluster.stop();
  });

  const call = async (path: string, user: string, body?: object) => {
    const response = await request(`${cluster.server}${path}`, {
      dispatcher,
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${cluster.tokens[user] ?? user}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.statusCode, text: await response.body.text() };
  };
  const create = async (name: string) => {
    const event = podEvent({ name, namespace: 'team-a', pod: 'web', message: 'back-off' });
    const { status, text } = await call('/api/v1/namespaces/team-a/events', 'events-writer', event);
    expect(status, text).toBe(201);
  };
  const position = async () =>
    /"resourceVersion":"(\d+)"/.exec((await call('/api/v1/events?limit=1', 'events-reader')).text)?.[1] ?? '';
  /** A watch that stays open; `text` is what came so far, and `ended` is set when it is over. */
  const watch = async () => {
    const seen = { text: '', ended: false };
    const path = `/api/v1/events?watch=1&resourceVersion=${await position()}&timeoutSeconds=300`;
    const { body } = await request(`${cluster.server}${path}`, {
      dispatcher,
      signal: closing.signal,
      headers: { authorization: `Bearer ${cluster.tokens['events-reader']}` },
    });
    body.setEncoding('utf8');
    body.on('data', (text: string) => {
      seen.text += text;
    });
    body.on('close', () => {
      seen.ended = true;
    });
    body.on('error', () => {
      seen.ended = true;
    });
    return seen;
  };

  it('knows its users and their rights from the first request on', async () => {
    expect((await call('/api/v1/events', 'events-reader')).status).toBe(200);
    const forbidden = await call('/api/v1/events', 'team-a-reader');
    expect(forbidden.status).toBe(403);
    expect(forbidden.text).toContain('cannot list resource \\"events\\" in API group \\"\\" at the cluster scope');
    expect((await call('/api/v1/namespaces/team-a/events', 'team-a-reader')).status).toBe(200);
    expect((await call('/api/v1/namespaces/team-a/events', 'nobody')).status).toBe(403);
    expect((await call('/version', 'admin')).text).toContain('"gitVersion": "v1.36.3"');
  });

  it('gives a service account a token that works in its namespace only', async () => {
    const token = await cluster.serviceAccountToken('team-a', 'kubeherald', 600);
    expect((await call('/api/v1/namespaces/team-a/events', token)).status).toBe(200);
    expect((await call('/api/v1/namespaces/team-b/events', token)).status).toBe(403);
    await expect(cluster.serviceAccountToken('team-a', 'nobody-there', 600)).rejects.toThrow(/404.*not found/);
  });

  it('accepts a client certificate', async () => {
    const kubeconfig = readFileSync(cluster.clientCertKubeconfig, 'utf8');
    const file = (field: string) => readFileSync(new RegExp(`${field}: "([^"]+)"`).exec(kubeconfig)?.[1] ?? '');
    const connect = { ca: file('certificate-authority'), cert: file('client-certificate'), key: file('client-key') };
    const agent = new Agent({ connect });
    const { statusCode, body } = await request(`${cluster.server}/api/v1/events`, { dispatcher: agent });
    await body.dump();
    await agent.destroy();
    expect(statusCode).toBe(200);
  });

  it('sends an open watch what happens', async () => {
    const watching = await watch();
    await create('web.watched');
    await until('the frame', () => watching.text.includes('web.watched'));
    expect(watching.text).toMatch(/^\{"type":"ADDED","object":\{"kind":"Event","apiVersion":"v1",.*\}\n$/);
  });

  it('tells a watch from a compacted position 410 Gone', async () => {
    const before = await position();
    await create('web.1');
    await create('web.2');
    await cluster.compact();
    // Nothing is written in between: there is nothing left to forget, and that is no error.
    await cluster.compact();
    const watching = await call(`/api/v1/events?watch=1&resourceVersion=${before}&timeoutSeconds=5`, 'events-reader');
    expect(watching.status).toBe(200);
    expect(watching.text).toMatch(/^\{"type":"ERROR",.*"reason":"Expired","code":410\}\}\n$/);
  });

  it('hangs while etcd is away, and goes on when it is back', async () => {
    const watching = await watch();
    const began = performance.now();
    await cluster.stopEtcd();
    // An etcd that lets its clients finish first takes seven seconds.
    expect(performance.now() - began).toBeLessThan(5_000);
    let answered = false;
    const list = call('/api/v1/events', 'events-reader').finally(() => {
      answered = true;
    });
    await until('the API server to miss etcd', async () => (await call('/livez', 'admin')).status === 500);
    expect(answered).toBe(false);
    expect(watching.ended).toBe(false);
    await cluster.startEtcd();
    expect((await list).status).toBe(200);
    await create('web.back');
    await until('the frame', () => watching.text.includes('web.back'));
    expect(watching.text).not.toContain('ERROR');
  });

  it('goes back to an earlier state, and takes new events at once', async () => {
    // The lease of the events must be younger than the snapshot, as after a restart: that is the hard case.
    await cluster.restart();
    await cluster.snapshot();
    const before = BigInt(await position());
    for (const number of [3, 4, 5, 6, 7]) await create(`web.${number}`);
    const after = BigInt(await position());
    expect(after).toBeGreaterThanOrEqual(before + 5n);
    await cluster.rewind();
    expect(BigInt(await position())).toBeLessThan(after);
    await create('web.3');
  });

  it('comes back from kill -9 at the same address with the same data', async () => {
    const { server } = cluster;
    await create('web.kept');
    await cluster.restart('SIGKILL');
    expect(cluster.server).toBe(server);
    expect((await call('/api/v1/namespaces/team-a/events/web.kept', 'team-a-reader')).status).toBe(200);
  });

  it('leaves nobody waiting: it ends within seconds, watches or not', async () => {
    const secondsToEnd = async (end: () => void) => {
      await watch();
      const began = performance.now();
      end();
      expect(await cluster.child.ended).toBe(0);
      return (performance.now() - began) / 1000;
    };
    expect(await secondsToEnd(() => cluster.child.process.kill('SIGTERM'))).toBeLessThan(10);
    await cluster.restart();
    expect(await secondsToEnd(() => cluster.child.process.stdin?.end())).toBeLessThan(10);
  });
});
