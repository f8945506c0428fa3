import { assertOutcome, coreEvent, runSink, type SinkInThread } from '@kubeherald/sink-testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { consume } from './kafka/consume.ts';
import { password, user } from './kafka/properties.ts';
import { fetchKafka, type KafkaServer, startKafka } from './kafka/server.ts';

const reason = fetchKafka();
if (reason) process.stderr.write(`${reason}\n`);

const sink = new URL('../../plugins/sink-kafka/src/index.ts', import.meta.url);
/** A broker takes about ten seconds to start on a busy machine. */
const timeout = 120_000;

describe.skipIf(reason !== undefined)('with a real broker of Kafka', () => {
  let server: KafkaServer;
  beforeAll(async () => {
    server = await startKafka();
  }, timeout);
  afterAll(async () => {
    await server?.stop();
  }, timeout);

  const run = (port: number, options: object): SinkInThread => {
    const running = runSink(sink, { brokers: [`127.0.0.1:${port}`], ...options });
    onTestFinished(() => running.close());
    return running;
  };
  const event = (uid: string, fields: object = {}) =>
    coreEvent({ metadata: { uid, resourceVersion: '1', namespace: 'shop' }, ...fields });
  const about = (name: string) => ({ involvedObject: { kind: 'Pod', namespace: 'shop', name, uid: `uid-of-${name}` } });
  const ids = async (topic: string) => (await consume(server.ports.plain, topic)).map(({ headers }) => headers.id);

  const logins = [
    { mechanism: 'plain', username: user, password },
    { mechanism: 'scram-sha-256', username: user, password },
    { mechanism: 'scram-sha-512', username: user, password },
    { mechanism: 'oauthbearer', token: unsecuredToken() },
  ];

  it.each(logins)('login by $mechanism', { timeout }, async (sasl) => {
    const topic = `login-${sasl.mechanism}`;
    const running = run(server.ports.sasl, { sasl, topic });
    assertOutcome(await running.check(), 'accepted');
    assertOutcome(await running.deliver([event('u')]), 'accepted');
    expect(await ids(topic)).toEqual(['u:1']);
  });

  it.each(logins)('wrong credentials for $mechanism: said so, and not shown', { timeout }, async (sasl) => {
    const wrong = 'token' in sasl ? { ...sasl, token: 'wrong-credential' } : { ...sasl, password: 'wrong-credential' };
    const refused = await run(server.ports.sasl, { sasl: wrong }).deliver([event('u')]);
    assertOutcome(refused, 'misconfigured');
    expect(JSON.stringify(refused)).toMatch(/check sasl/);
    expect(JSON.stringify(refused)).not.toContain('wrong-credential');
  });

  it('TLS: the authority is checked, and the client has a certificate', { timeout }, async () => {
    const { ca, client } = server.certificates;
    const tls = { ca, ...client };
    assertOutcome(await run(server.ports.tls, { tls, topic: 'tls' }).deliver([event('u')]), 'accepted');
    expect(await ids('tls')).toEqual(['u:1']);
    assertOutcome(await run(server.ports.tls, { tls: client, retries: 0 }).deliver([event('u')]), 'retry');
    assertOutcome(await run(server.ports.tls, { tls: { ca }, retries: 0 }).deliver([event('u')]), 'retry');
    assertOutcome(await run(server.ports.tls, { retries: 0, timeout: '3s' }).deliver([event('u')]), 'misconfigured');
  });

  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('compression %s', { timeout }, async (compression) => {
    const topic = `compression-${compression}`;
    const message = 'Back-off 容器 🚨 '.repeat(200);
    const running = run(server.ports.plain, { topic, compression });
    assertOutcome(await running.deliver([event('a', { message }), event('b', { message })]), 'accepted');
    const found = await consume(server.ports.plain, topic);
    expect(found.map(({ value }) => JSON.parse(value))).toMatchObject([{ message }, { message }]);
  });

  it("an object's events keep their order, under its uid, at the event's time", { timeout }, async () => {
    const running = run(server.ports.plain, { topic: 'order-{{namespace}}' });
    const names = ['a', 'b', 'c', 'd'];
    const events = Array.from({ length: 40 }, (_, index) => event(`u${index}`, about(names[index % 4] ?? '')));
    assertOutcome(await running.deliver(events), 'accepted');
    const found = await consume(server.ports.plain, 'order-shop');
    for (const [at, name] of names.entries()) {
      const mine = found.filter(({ key }) => key === `uid-of-${name}`);
      expect(mine.map(({ headers }) => headers.id)).toEqual(Array.from({ length: 10 }, (_, n) => `u${4 * n + at}:1`));
      expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1);
    }
    expect(found[0]?.timestamp).toBe(Date.parse('2026-11-21T04:33:38Z'));
  });

  it('events beyond what the broker takes arrive, cut or in several batches', { timeout }, async () => {
    const running = run(server.ports.plain, { topic: 'large', key: 'namespace' });
    const events = [1_400_000, 600_000, 600_000].map((size, n) => event(`u${n}`, { message: '"'.repeat(size) }));
    assertOutcome(await running.deliver(events, { deadlineMs: 60_000 }), 'accepted');
    expect(await ids('large')).toEqual(['u0:1', 'u1:1', 'u2:1']);
  });

  it('the network is cut within a delivery: the client goes on, and nothing is doubled', { timeout }, async () => {
    const running = run(server.gate.port, { topic: 'cut' });
    assertOutcome(await running.deliver([event('before')]), 'accepted');
    server.gate.cut();
    assertOutcome(await running.deliver([event('after')]), 'accepted');
    expect((await ids('cut')).toSorted()).toEqual(['after:1', 'before:1']);
  });

  it('the broker is killed: nothing is lost', { timeout }, async () => {
    const running = run(server.gate.port, { topic: 'killed', retries: 1, timeout: '2s' });
    const batch = (number: number) => Array.from({ length: 50 }, (_, index) => event(`u${number}-${index}`));
    assertOutcome(await running.deliver(batch(0)), 'accepted');
    await server.kill('SIGKILL');
    assertOutcome(await running.deliver(batch(1)), 'retry');
    assertOutcome(await running.deliver(batch(1)), 'retry');
    await server.restart();
    // A broker that has just started names no leaders for a moment.
    await expect.poll(async () => (await running.deliver(batch(1))).kind, { timeout, interval: 500 }).toBe('accepted');
    expect(new Set(await ids('killed')).size).toBe(100);
  });
});

/** A token without a signature (RFC 7519 §6), as a broker takes it that has no keys configured. */
function unsecuredToken(): string {
  const part = (fields: object) => Buffer.from(JSON.stringify(fields)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  return `${part({ alg: 'none' })}.${part({ sub: user, iat: now, exp: now + 3600 })}.`;
}
