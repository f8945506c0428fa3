import { assertOutcome, conformance, coreEvent, runSink, type SinkInThread } from '@kubeherald/sink-testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { InfluxdbDestination, password, sink, user } from './influxdb/destination.ts';
import { type InfluxdbServer, startInfluxdb, whyNoInfluxdb } from './influxdb/server.ts';

const reason = whyNoInfluxdb();
if (reason) process.stderr.write(`${reason}\n`);

const notApplicable = { partial: 'this server refuses no single lines that the sink writes' };

describe.skipIf(reason !== undefined)('with a real InfluxDB 1', () => {
  describe('a point per event', () => {
    conformance(sink, {
      destination: new InfluxdbDestination('kubernetes_events', ({ message }) => String(message)),
      config: ({ url }) => ({ url, username: user, password, timeout: '2s', proxy: 'none' }),
      notApplicable,
    });
  });

  describe('by hand', () => {
    let server: InfluxdbServer;
    beforeAll(async () => {
      server = await startInfluxdb();
      await server.query(`CREATE USER ${user} WITH PASSWORD '${password}'`);
    });
    afterAll(async () => {
      await server?.stop();
    });

    let databases = 0;
    /** A database that the user may write to. */
    const database = async () => {
      databases += 1;
      await server.query(`CREATE DATABASE d${databases}`);
      await server.query(`GRANT WRITE ON d${databases} TO ${user}`);
      return `d${databases}`;
    };
    const run = (options: object): SinkInThread => {
      const url = `http://127.0.0.1:${server.port}`;
      const running = runSink(sink, { url, username: user, password, timeout: '5s', proxy: 'none', ...options });
      onTestFinished(() => running.close());
      return running;
    };
    const event = (uid: string, fields: object = {}) =>
      coreEvent({ metadata: { uid, resourceVersion: '1' }, ...fields });
    const many = (mark: string) => Array.from({ length: 300 }, (_, index) => event(`${mark}${index}`));
    const count = async (name: string) => {
      const [row] = await server.query('SELECT COUNT(message) AS points FROM kubernetes_events', name);
      return row?.points ?? 0;
    };

    it('holds a revision that comes again once, and events of one second and series apart', async () => {
      const name = await database();
      const running = run({ database: name });
      assertOutcome(await running.deliver(many('u')), 'accepted');
      assertOutcome(await running.deliver(many('u').slice(100)), 'accepted');
      expect(await count(name)).toBe(300);
    });

    it('stores texts, tags and counts as they are', async () => {
      const name = await database();
      const message = 'a "quoted" \\ back\\\\slash, a=b c\nline 2 事 🚨';
      const object = { kind: 'Pod', namespace: 'a b,c=d', name: 'web' };
      assertOutcome(
        await run({ database: name, compression: 'gzip' }).deliver([event('u', { message, involvedObject: object })]),
        'accepted',
      );
      expect(await server.query('SELECT * FROM kubernetes_events GROUP BY *', name)).toMatchObject([
        { message, namespace: 'a b,c=d', kind: 'Pod', reason: 'BackOff', count: 7, uid: 'u', revision: '1' },
      ]);
    });

    it.each([
      ['kube-eventer', 'log/events'],
      ['kube-eventer-fields', 'events'],
    ])('writes the layout %s', async (layout, measurement) => {
      const name = await database();
      assertOutcome(await run({ database: name, layout }).deliver([event('u', { message: 'of then' })]), 'accepted');
      const rows = await server.query(`SELECT * FROM "${measurement}" GROUP BY *`, name);
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).toContain('of then');
    });

    it('makes the database and its retention policy when it may, and says what to do when it may not', async () => {
      await server.query("CREATE USER owner WITH PASSWORD 'owner-0123456789' WITH ALL PRIVILEGES");
      const owner = { database: 'new', retentionPolicy: 'days', username: 'owner', password: 'owner-0123456789' };
      assertOutcome(await run(owner).deliver([event('u')]), 'accepted');
      expect(await server.query('SHOW RETENTION POLICIES ON "new"')).toMatchObject([{ name: 'days', default: true }]);
      const refused = await run({ database: 'never' }).deliver([event('u')]);
      assertOutcome(refused, 'misconfigured');
    });

    it('a wrong password, a user who may not write and a policy that is not there are named', async () => {
      const name = await database();
      const wrong = await run({ database: name, password: 'wrong-credential' }).deliver([event('u')]);
      assertOutcome(wrong, 'misconfigured');
      expect(JSON.stringify(wrong)).toMatch(/check username and password/);
      expect(JSON.stringify(wrong)).not.toContain('wrong-credential');
      await server.query("CREATE USER reader WITH PASSWORD 'reader-0123456789'");
      await server.query(`GRANT READ ON ${name} TO reader`);
      const reader = { database: name, username: 'reader', password: 'reader-0123456789' };
      assertOutcome(await run(reader).deliver([event('u')]), 'misconfigured');
      assertOutcome(await run({ database: name, retentionPolicy: 'none' }).deliver([event('u')]), 'misconfigured');
      assertOutcome(await run({ database: name, password: 'wrong-credential' }).check(), 'misconfigured');
      assertOutcome(await run({ database: name }).check(), 'accepted');
    });

    it('refuses exactly the events that are older than the retention policy', async () => {
      const name = await database();
      await server.query(`CREATE RETENTION POLICY short ON ${name} DURATION 1h REPLICATION 1 DEFAULT`);
      const now = new Date().toISOString();
      const events = [
        event('a', { lastTimestamp: now }),
        event('b', { lastTimestamp: '2020-01-01T00:00:00Z' }),
        event('c', { lastTimestamp: now }),
      ];
      const outcome = await run({ database: name }).deliver(events);
      assertOutcome(outcome, 'partial');
      expect(outcome).toMatchObject({ refusals: [{ index: 1, retry: false }] });
      expect(await count(name)).toBe(2);
    });

    it('a server killed between batches: what could not be stored is retried, and nothing is lost or doubled', async () => {
      const name = await database();
      const running = run({ database: name });
      assertOutcome(await running.deliver(many('a')), 'accepted');
      await server.kill('SIGKILL');
      assertOutcome(await running.deliver(many('b')), 'retry');
      await server.restart();
      assertOutcome(await running.deliver(many('b')), 'accepted');
      assertOutcome(await running.deliver(many('b')), 'accepted');
      expect(await count(name)).toBe(600);
    });
  });
});
