import { assertOutcome, conformance, coreEvent, runSink, type SinkInThread } from '@kubeherald/sink-testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { documents, password, SearchDestination, sink, user } from './opensearch/destination.ts';
import { type Distribution, fetchSearch, type SearchServer, startSearch } from './opensearch/server.ts';

const notApplicable = {
  limits: 'a request may have 100 MB',
  partial: 'what it refuses by itself is in the tests by hand',
};
/** A node takes about twenty seconds to start on a busy machine. */
const timeout = 120_000;
/** Events of coreEvent are of this day. */
const daily = 'kubernetes-events-2026.11.21';

const distributions: readonly Distribution[] = ['opensearch', 'elasticsearch'];
describe.each(distributions)('with a real %s', (distribution) => {
  const reason = fetchSearch(distribution);
  if (reason) process.stderr.write(`${reason}\n`);

  describe.skipIf(reason !== undefined || distribution === 'elasticsearch')('conformance', () => {
    conformance(sink, {
      destination: new SearchDestination(distribution),
      config: ({ url }) => ({ url, username: user, password, timeout: '10s', proxy: 'none' }),
      notApplicable,
    });
  });

  describe.skipIf(reason !== undefined)('by hand', () => {
    let server: SearchServer;
    beforeAll(async () => {
      server = await startSearch(distribution, `${user}:${password}`);
    }, timeout);
    afterAll(async () => {
      await server?.stop();
    }, timeout);

    const run = (options: object = {}): SinkInThread => {
      const url = `http://127.0.0.1:${server.port}`;
      const running = runSink(sink, { url, username: user, password, timeout: '20s', proxy: 'none', ...options });
      onTestFinished(() => running.close());
      return running;
    };
    const event = (uid: string, fields: object = {}) =>
      coreEvent({ metadata: { uid, resourceVersion: '1' }, ...fields });
    const many = (mark: string) => Array.from({ length: 300 }, (_, index) => event(`${mark}${index}`));
    const ids = async (pattern: string) => (await documents(server, pattern)).map(({ id }) => id).toSorted();
    const label = { labels: { app: 'web', 'app.kubernetes.io/name': 'web' } };

    it('a revision that comes again is stored once, in the index of its day', { timeout }, async () => {
      const running = run({ compression: 'gzip' });
      assertOutcome(await running.check(), 'accepted');
      assertOutcome(await running.deliver(many('a')), 'accepted');
      assertOutcome(await running.deliver(many('a').slice(100)), 'accepted');
      expect(await ids(daily)).toEqual(
        many('a')
          .map((_, index) => `a${index}:1`)
          .toSorted(),
      );
    });

    it('wrong credentials: said so, and not shown', { timeout }, async () => {
      const running = run({ password: 'wrong-credential' });
      for (const refused of [await running.deliver([event('u')]), await running.check()]) {
        assertOutcome(refused, 'misconfigured');
        expect(JSON.stringify(refused)).toMatch(/check username and password/);
        expect(JSON.stringify(refused)).not.toContain('wrong-credential');
      }
    });

    it('a pipeline is gone through, and one that is not there is named', { timeout }, async () => {
      await server.ask('PUT', '/_ingest/pipeline/marking', { processors: [{ mark: {} }] });
      const running = run({ pipeline: 'marking', index: 'piped', target: 'index' });
      assertOutcome(await running.deliver([event('u')]), 'accepted');
      expect(await documents(server, 'piped')).toMatchObject([{ id: 'u:1', source: { marked: true } }]);
      const refused = await run({ pipeline: 'missing', index: 'piped', target: 'index' }).deliver([event('v')]);
      assertOutcome(refused, 'misconfigured');
      expect(JSON.stringify(refused)).toMatch(/pipeline with id \[missing\] does not exist/);
    });

    it('an index template makes the mapping, and labels with dots in them fit', { timeout }, async () => {
      const options = { index: 'mapped', indexTemplate: true, indexSettings: { 'index.number_of_replicas': 0 } };
      assertOutcome(
        await run(options).deliver([event('u', { metadata: { uid: 'u', resourceVersion: '1', ...label } })]),
        'accepted',
      );
      expect(await server.ask('GET', '/mapped-2026.11.21')).toMatchObject({
        'mapped-2026.11.21': {
          mappings: { properties: { '@timestamp': { type: 'date' }, labels: { type: 'keyword' } } },
          settings: { index: { number_of_replicas: '0' } },
        },
      });
    });

    it('kube-eventer’s layout with its template', { timeout }, async () => {
      const options = { index: 'heapster', layout: 'kube-eventer', indexTemplate: true };
      const labelled = event('u', { metadata: { uid: 'u', resourceVersion: '1', ...label } });
      assertOutcome(await run(options).deliver([labelled]), 'accepted');
      expect(await documents(server, 'heapster-2026.11.21')).toMatchObject([
        { id: 'u:1', source: { Count: 7, InvolvedObject: { kind: 'Pod' } } },
      ]);
    });

    it('one document that does not fit its index is refused, the others are stored', { timeout }, async () => {
      await server.ask('PUT', '/strict', { mappings: { properties: { count: { type: 'date', format: 'yyyy' } } } });
      await server.ask('PUT', '/strict/_doc/first?refresh=true', { count: '2026' });
      const outcome = await run({ index: 'strict', target: 'index' }).deliver([
        event('a', { count: 2026 }),
        event('b', { count: 7 }),
        event('c', { count: 2025 }),
      ]);
      assertOutcome(outcome, 'partial');
      expect(outcome).toMatchObject({ refusals: [{ index: 1, retry: false }] });
      expect(await ids('strict')).toEqual(['a:1', 'c:1', 'first']);
    });

    // Of Elasticsearch only the archives without X-Pack are in Maven, and data streams are in that.
    it.skipIf(distribution === 'elasticsearch')(
      'a data stream is made, and takes a revision once',
      { timeout },
      async () => {
        const running = run({ index: 'stream', target: 'dataStream', indexTemplate: true });
        assertOutcome(await running.deliver(many('a')), 'accepted');
        assertOutcome(await running.deliver(many('a')), 'accepted');
        expect(await server.ask('GET', '/_data_stream/stream')).toMatchObject({ data_streams: [{ name: 'stream' }] });
        expect(await ids('stream')).toHaveLength(300);
      },
    );

    it('an index that takes no writes is waited for', { timeout }, async () => {
      const running = run({ index: 'blocked', target: 'index' });
      assertOutcome(await running.deliver([event('a')]), 'accepted');
      const block = (value: boolean | null) =>
        server.ask('PUT', '/blocked/_settings', { 'index.blocks.read_only_allow_delete': value });
      await block(true);
      assertOutcome(await running.deliver([event('b')]), 'retry');
      await block(null);
      assertOutcome(await running.deliver([event('b')]), 'accepted');
      expect(await ids('blocked')).toEqual(['a:1', 'b:1']);
    });

    it('a server killed between batches: nothing is lost or doubled', { timeout }, async () => {
      const running = run({ index: 'killed', target: 'index' });
      assertOutcome(await running.deliver(many('a')), 'accepted');
      await server.kill('SIGKILL');
      assertOutcome(await running.deliver(many('b')), 'retry');
      await server.restart();
      await expect.poll(async () => (await running.deliver(many('b'))).kind, { timeout }).toBe('accepted');
      expect(await ids('killed')).toHaveLength(600);
    });
  });
});
