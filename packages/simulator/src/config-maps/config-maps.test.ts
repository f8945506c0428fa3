import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isObject } from '../json.ts';
import { type Simulator, startSimulator } from '../simulator.ts';
import { answer, request, untilFrames } from '../testing/client.ts';

const path = '/api/v1/namespaces/team-a/configmaps';
const admin = { token: 'admin-token' };
const selected = 'fieldSelector=metadata.name%3Dtemplates';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ namespaces: ['team-a', 'team-b'] });
});
afterEach(() => simulator.stop());

const put = (data: Record<string, string>, name = 'templates') =>
  simulator.cluster.configMaps.put('team-a', name, { data, labels: undefined, annotations: undefined });

const parsed = (text: string): unknown => JSON.parse(text);

describe('a ConfigMap', () => {
  it('is created, read, replaced under its resourceVersion, patched and deleted', async () => {
    const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'templates' }, data: { content: 'a' } };
    const created = await answer(simulator, path, { ...admin, method: 'POST', body: made });
    expect(created.status).toBe(201);
    const version = simulator.resourceVersion;
    expect(parsed(created.text)).toMatchObject({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'templates', namespace: 'team-a', resourceVersion: version },
      data: { content: 'a' },
    });
    expect((await answer(simulator, `${path}/templates`, admin)).text).toBe(created.text);
    expect((await answer(simulator, path, { ...admin, method: 'POST', body: made })).status).toBe(409);

    const next = { ...made, metadata: { name: 'templates', resourceVersion: version }, data: { content: 'b' } };
    const replaced = await answer(simulator, `${path}/templates`, { ...admin, method: 'PUT', body: next });
    expect(parsed(replaced.text)).toMatchObject({ data: { content: 'b' } });
    const late = await answer(simulator, `${path}/templates`, { ...admin, method: 'PUT', body: next });
    expect(parsed(late.text)).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "templates": the object has been modified; please apply your changes to the latest version and try again',
    });
    const patch = { data: { other: 'c' } };
    const patched = await answer(simulator, `${path}/templates`, { ...admin, method: 'PATCH', body: patch });
    expect(parsed(patched.text)).toMatchObject({ data: { content: 'b', other: 'c' } });

    const deleted = await answer(simulator, `${path}/templates`, { ...admin, method: 'DELETE' });
    expect(parsed(deleted.text)).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'templates' } });
    const gone = await answer(simulator, `${path}/templates`, admin);
    expect(gone.text).toBe(
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"configmaps \\"templates\\" not found","reason":"NotFound","details":{"name":"templates","kind":"configmaps"},"code":404}\n',
    );
  });

  it('is listed under the revision of the whole cluster, by the selector of its name', async () => {
    put({ content: 'a' });
    put({ content: 'b' }, 'other');
    const list = parsed((await answer(simulator, `${path}?${selected}`, admin)).text);
    expect(list).toMatchObject({
      kind: 'ConfigMapList',
      metadata: { resourceVersion: simulator.resourceVersion },
      items: [{ metadata: { name: 'templates' }, data: { content: 'a' } }],
    });
    const [item] = isObject(list) && Array.isArray(list.items) ? list.items : [];
    expect(item).not.toHaveProperty('kind');
    expect((await answer(simulator, `${path}?fieldSelector=data.x%3Dy`, admin)).status).toBe(400);
  });

  it('is watched: what came after a resourceVersion, and what comes', async () => {
    const from = put({ content: 'a' }).revision;
    put({ content: 'b' });
    const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=60&${selected}&resourceVersion=${from}`;
    const wire = await request(simulator, `${path}?${query}`, admin);
    await wire.headers();
    expect(await untilFrames(wire, 1)).toEqual(['MODIFIED templates']);
    put({ content: 'x' }, 'other');
    simulator.cluster.configMaps.remove('team-a', 'templates');
    put({ content: 'c' });
    expect(await untilFrames(wire, 3)).toEqual(['MODIFIED templates', 'DELETED templates', 'ADDED templates']);
    wire.close();
  });

  it('is open to whoever has a right to its name, by a request that names it', async () => {
    put({ content: 'a' });
    const reader = { token: 'templates-reader-token' };
    expect((await answer(simulator, `${path}?${selected}`, reader)).status).toBe(200);
    expect((await answer(simulator, path, reader)).status).toBe(403);
    const watched = await answer(simulator, `/api/v1/namespaces/team-b/configmaps?watch=1&${selected}`, reader);
    expect(parsed(watched.text)).toMatchObject({
      code: 403,
      message:
        'configmaps "templates" is forbidden: User "templates-reader" cannot watch resource "configmaps" in API group "" in the namespace "team-b"',
    });
  });

  it('is what it was when the storage is restored', async () => {
    const { revision } = put({ content: 'a' });
    put({ content: 'b' });
    simulator.rewind(revision);
    expect(parsed((await answer(simulator, `${path}/templates`, admin)).text)).toMatchObject({
      data: { content: 'a' },
    });
  });
});
