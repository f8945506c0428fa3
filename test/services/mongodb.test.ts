import { assertOutcome, conformance, coreEvent, runSink } from '@kubeherald/sink-testkit';
import { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MongodbDestination, sink } from './mongodb/destination.ts';
import { fetchMongodb, startMongodb } from './mongodb/server.ts';

const reason = fetchMongodb();
if (reason) process.stderr.write(`${reason}\n`);

const notApplicable = {
  limits: 'a document may have 16 MiB, an event 1.5',
  partial: 'this server refuses no single documents; the stand-in does',
  credentials: 'this server knows no users',
};

describe.skipIf(reason !== undefined)('with a server of MongoDB', () => {
  describe('a document per revision', () => {
    conformance(sink, {
      destination: new MongodbDestination(),
      config: ({ url }) => ({ url, timeout: '2s', ttl: '30d', raw: true }),
      notApplicable,
    });
  });

  describe("a document per event, in kube-eventer's layout", () => {
    conformance(sink, {
      destination: new MongodbDestination(),
      config: ({ url }) => ({ url, timeout: '2s', mode: 'upsert', layout: 'kube-eventer' }),
      notApplicable,
    });
  });

  it('a server killed between batches: what could not be stored is retried, and arrives', async () => {
    const server = await startMongodb();
    onTestFinished(() => server.stop());
    const url = `mongodb://127.0.0.1:${server.port}/?directConnection=true`;
    const running = runSink(sink, { url, timeout: '1s', ttl: '1h' });
    onTestFinished(() => running.close());
    const batch = (number: number) =>
      Array.from({ length: 50 }, (_, index) =>
        coreEvent({ metadata: { uid: `u${number}-${index}`, resourceVersion: '1' } }),
      );
    assertOutcome(await running.deliver(batch(0)), 'accepted');
    await server.kill('SIGKILL');
    assertOutcome(await running.deliver(batch(1)), 'retry');
    await server.restart();
    await expect.poll(async () => (await running.deliver(batch(1))).kind).toBe('accepted');
    assertOutcome(await running.deliver(batch(1)), 'accepted');
    const client = await MongoClient.connect(url);
    onTestFinished(() => client.close());
    // This server forgot what it had when it was killed.
    expect(await client.db('k8s').collection('event').countDocuments()).toBe(50);
  });

  it('the TTL index is on the event time', async () => {
    const server = await startMongodb();
    onTestFinished(() => server.stop());
    const url = `mongodb://127.0.0.1:${server.port}/?directConnection=true`;
    const running = runSink(sink, { url, ttl: '30d' });
    onTestFinished(() => running.close());
    assertOutcome(await running.deliver([coreEvent()]), 'accepted');
    const client = await MongoClient.connect(url);
    onTestFinished(() => client.close());
    const indexes = await client.db('k8s').collection('event').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { time: 1 }, expireAfterSeconds: 2_592_000 }));
  });
});
