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
  beforeAll(async () => {
    cluster = await startApiServer();
    dispatcher = new Agent({ connect: { ca: readFileSync(cluster.caFile ?? '') } });
  });
  afterAll(async () => {
    await dispatcher.destroy();
    await cluster.stop();
  });

  const call = async (path: string, token: string, body?: object) => {
    const response = await request(`${cluster.server}${path}`, {
      dispatcher,
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.statusCode, text: await response.body.text() };
  };
  const create = (name: string) =>
    call(
      '/api/v1/namespaces/team-a/events',
      cluster.token,
      podEvent({ name, namespace: 'team-a', pod: 'web', message: 'back-off' }),
    );
  const position = async () =>
    /"resourceVersion":"(\d+)"/.exec((await call('/api/v1/events?limit=1', cluster.token)).text)?.[1] ?? '';

  it('knows its users and their rights', async () => {
    expect((await call('/api/v1/events', 'events-reader-token')).status).toBe(200);
    const forbidden = await call('/api/v1/events', 'team-a-reader-token');
    expect(forbidden.status).toBe(403);
    expect(forbidden.text).toContain('cannot list resource \\"events\\" in API group \\"\\" at the cluster scope');
    expect((await call('/api/v1/namespaces/team-a/events', 'team-a-reader-token')).status).toBe(200);
  });

  it('gives a service account a token that works in its namespace only', async () => {
    const token = await cluster.serviceAccountToken('team-a', 'kubeherald', 600);
    expect((await call('/api/v1/namespaces/team-a/events', token)).status).toBe(200);
    expect((await call('/api/v1/namespaces/team-b/events', token)).status).toBe(403);
  });

  it('tells a watch from a compacted position 410 Gone', async () => {
    const before = await position();
    expect((await create('web.1')).status).toBe(201);
    await create('web.2');
    await cluster.compact();
    const watch = await call(`/api/v1/events?watch=1&resourceVersion=${before}&timeoutSeconds=5`, cluster.token);
    expect(watch.text).toContain('"code":410');
  });

  it('goes back to an earlier state', async () => {
    await cluster.snapshot();
    const before = BigInt(await position());
    for (const number of [3, 4, 5, 6, 7]) await create(`web.${number}`);
    expect(BigInt(await position())).toBeGreaterThan(before + 3n);
    await cluster.rewind();
    await until('the API server answers again', async () => (await call('/readyz', cluster.token)).status === 200);
    expect(BigInt(await position())).toBeLessThan(before + 4n);
  });
});
