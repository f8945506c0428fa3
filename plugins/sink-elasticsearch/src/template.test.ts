import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, events, held, open, start } from './fixtures/open.ts';

const labels = { app: 'web', 'app.kubernetes.io/name': 'web' };
const labelled = event('a', { metadata: { uid: 'uid-a', resourceVersion: '7', labels } });

describe('the index template', () => {
  it('is put once, before the first event, and maps it', async () => {
    const cluster = await start();
    const sink = await open({
      url: cluster.url,
      indexTemplate: true,
      indexSettings: { 'index.number_of_replicas': 0 },
    });
    await deliver(sink, [labelled]);
    await deliver(sink, events('b'));
    expect(cluster.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      'GET /_index_template/kubeherald-kubernetes-events',
      'GET /',
      'PUT /_index_template/kubeherald-kubernetes-events',
      'POST /_bulk',
      'POST /_bulk',
    ]);
    const index = cluster.indices.get('kubernetes-events-2026.11.21');
    expect(index?.mapping.types).toMatchObject({
      '@timestamp': 'date',
      message: 'text',
      labels: 'keyword',
      'object.kind': 'keyword',
    });
    expect(cluster.templates.get('kubeherald-kubernetes-events')).toMatchObject({
      index_patterns: ['kubernetes-events-*'],
      template: { settings: { 'index.number_of_replicas': 0 } },
    });
  });

  it.each([
    ['elasticsearch' as const, '9.0.0', 'flattened'],
    ['opensearch' as const, '2.19.0', 'flat_object'],
    ['opensearch' as const, '1.3.0', 'disabled'],
  ])('makes kube-eventer’s labels of %s %s one field: %s', async (distribution, version, type) => {
    const cluster = await start({ distribution, version });
    const sink = await open({ url: cluster.url, indexTemplate: true, layout: 'kube-eventer', index: 'heapster' });
    expect(await deliver(sink, [labelled])).toEqual([]);
    const index = cluster.indices.get('heapster-2026.11.21');
    expect(index?.mapping.types['Metadata.labels']).toBe(type);
    expect(index?.aliases).toEqual(['heapster-events']);
  });

  it.each([
    [false, ['kubernetes-events']],
    [true, ['kubernetes-events-shop']],
  ])('makes data streams (by namespace: %s)', async (byNamespace, names) => {
    const cluster = await start();
    const sink = await open({ url: cluster.url, indexTemplate: true, target: 'dataStream', byNamespace });
    await deliver(sink, events('a'));
    expect(await deliver(sink, events('a', 'b'))).toEqual([]);
    expect(Object.keys(held(cluster))).toEqual(names);
    expect([...cluster.indices.values()].map(({ isStream, documents }) => [isStream, documents.size])).toEqual([
      [true, 2],
    ]);
  });

  it('of somebody else stays as it is; ours is replaced', async () => {
    const name = 'kubeherald-kubernetes-events';
    for (const [meta, version, replaced] of [
      [{}, 0, false],
      [{ managed_by: 'kubeherald' }, 1, true],
      [{ managed_by: 'kubeherald' }, 999, false],
    ] as const) {
      const cluster = await start();
      const before = { index_patterns: ['kubernetes-events-*'], priority: 200, version, _meta: meta };
      cluster.templates.set(name, before);
      await deliver(await open({ url: cluster.url, indexTemplate: true }), events('a'));
      expect(cluster.templates.get(name) !== before).toBe(replaced);
    }
  });

  it('that may not be put stops the sink, and says why', async () => {
    const cluster = await start({ users: { apiKey: 'id:key-of-writer', writeOnly: true } });
    const sink = await open({ url: cluster.url, indexTemplate: true, apiKey: 'id:key-of-writer' });
    const refused = deliver(sink, events('a'));
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow('needs the privilege manage_index_templates');
  });

  it('that overlaps another one stops the sink, and is tried again', async () => {
    const cluster = await start();
    cluster.templates.set('mine', { index_patterns: ['kubernetes-*'], priority: 200 });
    const sink = await open({ url: cluster.url, indexTemplate: true });
    await expect(deliver(sink, events('a'))).rejects.toThrow('existing templates [mine] with the same priority');
    cluster.templates.delete('mine');
    expect(await deliver(sink, events('a'))).toEqual([]);
  });
});
