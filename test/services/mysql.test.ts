import { assertOutcome, conformance, coreEvent, runSink, type SinkInThread } from '@kubeherald/sink-testkit';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { MysqlDestination, password, sink } from './mysql/destination.ts';
import { kubeEventerTable } from './mysql/kube-eventer.ts';
import { type MysqlServer, startMysql, whyNoMysql } from './mysql/server.ts';

const reason = whyNoMysql();
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)('with a real MariaDB', () => {
  describe('a row per event', () => {
    conformance(sink, {
      destination: new MysqlDestination(),
      config: ({ url }) => ({ url, password }),
      notApplicable: { limits: 'a MEDIUMTEXT holds every message; the narrow column below has one' },
    });
  });

  describe("kube-eventer's own table, left as it is", () => {
    conformance(sink, {
      destination: new MysqlDestination(`${kubeEventerTable}; ALTER TABLE kube_event ADD UNIQUE KEY event (event_id)`, {
        message: { max: 255, unit: 'characters' },
      }),
      config: ({ url }) => ({ url, password, migrate: false }),
      // Its character set has no emoji.
      shows: (text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, '?'),
    });
  });

  describe('a row per revision', () => {
    conformance(sink, {
      destination: new MysqlDestination(undefined, {}, 'append'),
      config: ({ url }) => ({ url, password, mode: 'append' }),
      notApplicable: { limits: 'a MEDIUMTEXT holds every message' },
    });
  });

  describe('by hand', () => {
    let server: MysqlServer;
    let admin: Connection;

    beforeAll(async () => {
      // What literals mean is set the other way round on purpose, and clients' character sets are ignored.
      server = await startMysql([
        '--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES,SIMULTANEOUS_ASSIGNMENT',
        '--character-set-server=latin1',
        '--skip-character-set-client-handshake',
        '--default-time-zone=+08:00',
        '--max-allowed-packet=65536',
      ]);
      admin = await server.admin();
      await admin.query(
        `CREATE USER kube IDENTIFIED BY '${password}'; CREATE USER writer IDENTIFIED BY '${password}'; CREATE USER tls IDENTIFIED BY '${password}' REQUIRE SSL`,
      );
    });
    afterAll(async () => {
      admin?.destroy();
      await server?.stop();
    });
    beforeEach(async () => {
      await admin.query(
        'DROP DATABASE IF EXISTS k8s; CREATE DATABASE k8s; USE k8s; GRANT ALL ON k8s.* TO kube, tls; GRANT SELECT, INSERT, UPDATE ON k8s.* TO writer',
      );
    });

    const run = (options: object = {}, user = 'kube'): SinkInThread => {
      const running = runSink(sink, { url: `mysql://${user}@127.0.0.1:${server.port}/k8s`, password, ...options });
      onTestFinished(() => running.close());
      return running;
    };
    const event = (uid: string, resourceVersion: string, fields: object = {}) =>
      coreEvent({ metadata: { uid, resourceVersion }, ...fields });
    const rows = async (what: string) =>
      (await admin.query<RowDataPacket[]>(`SELECT ${what} FROM kube_event ORDER BY id`))[0];

    it('brings every character through, whatever the server is set to', async () => {
      const message = `it's "quoted" \\ back\\\\slash \\' 容器 🚨 ${'\n'}end; -- '); DROP TABLE kube_event`;
      assertOutcome(await run().deliver([event('u', '1', { message })]), 'accepted');
      expect(await rows('message, CAST(last_occurrence_time AS CHAR) AS time')).toEqual([
        { message, time: '2026-11-21 04:33:38.000000' },
      ]);
    });

    it('a batch larger than max_allowed_packet arrives whole, in its order', async () => {
      const events = Array.from({ length: 40 }, (_, index) =>
        event(`u${index}`, '1', { message: `'${'x'.repeat(5000)}` }),
      );
      assertOutcome(await run().deliver(events), 'accepted');
      expect((await rows('event_id')).map((row) => row.event_id)).toEqual(events.map((_, index) => `u${index}`));
    });

    it('upsert: the newer revision wins, in whatever order they come', async () => {
      const running = run();
      const [older, newer] = [
        event('u', '9', { count: 1, lastTimestamp: '2026-11-21T04:00:00Z' }),
        event('u', '10', { count: 2, lastTimestamp: '2026-11-21T05:00:00Z', message: 'newer' }),
      ];
      for (const batch of [[older, newer], [older], [newer, older]])
        assertOutcome(await running.deliver(batch), 'accepted');
      const whole = 'count, resource_version, message, CAST(last_occurrence_time AS CHAR) AS time';
      const expected = { count: 2, resource_version: '10', message: 'newer', time: '2026-11-21 05:00:00.000000' };
      expect(await rows(whole)).toEqual([expected]);
      // After etcd was restored from a backup: a smaller version, yet a later time.
      assertOutcome(
        await running.deliver([event('u', '7', { count: 3, lastTimestamp: '2026-11-21T06:00:00Z' })]),
        'accepted',
      );
      expect(await rows(whole)).toMatchObject([
        { count: 3, resource_version: '7', time: '2026-11-21 06:00:00.000000' },
      ]);
    });

    it('kube-eventer’s table is migrated with its rows, and emoji fit', async () => {
      await admin.query(`${kubeEventerTable}; INSERT INTO kube_event (event_id, message) VALUES ('old', 'kept')`);
      assertOutcome(await run().deliver([event('u', '1', { message: `🚨 ${'x'.repeat(300)}` })]), 'accepted');
      expect(await rows('event_id, message, cluster')).toEqual([
        { event_id: 'old', message: 'kept', cluster: '' },
        { event_id: 'u', message: `🚨 ${'x'.repeat(300)}`, cluster: 'testkit' },
      ]);
    });

    it('kube-eventer’s table with several rows of an event: upsert says what to do, append works', async () => {
      await admin.query(`${kubeEventerTable}; INSERT INTO kube_event (event_id) VALUES ('old'), ('old')`);
      const refused = await run().deliver([event('u', '1')]);
      assertOutcome(refused, 'misconfigured');
      expect(JSON.stringify(refused)).toMatch(/Duplicate entry.*old/);
      const running = run({ mode: 'append' });
      for (const version of ['1', '1', '2']) assertOutcome(await running.deliver([event('u', version)]), 'accepted');
      expect((await rows('event_id')).map((row) => row.event_id)).toEqual(['old', 'old', 'u', 'u']);
    });

    it('a user who may not change the table writes what is there, and says so', async () => {
      await admin.query(`${kubeEventerTable}; ALTER TABLE kube_event ADD UNIQUE KEY event (event_id)`);
      const running = run({}, 'writer');
      assertOutcome(await running.deliver([event('u', '1', { message: 'x'.repeat(300) })]), 'accepted');
      expect(await rows('CHAR_LENGTH(message) AS size')).toEqual([{ size: 255 }]);
      expect(running.lines.filter(({ level }) => level === 'warn')).toMatchObject([
        { message: expect.stringMatching(/could not add the columns cluster.*ALTER command denied/) },
      ]);
    });

    it('a user who may not create the table is told the statement', async () => {
      const refused = await run({}, 'writer').deliver([event('u', '1')]);
      assertOutcome(refused, 'misconfigured');
      expect(JSON.stringify(refused)).toMatch(/CREATE command denied.*grant the user/);
    });

    it('a wrong password and a database that is not there are named', async () => {
      expect(JSON.stringify(await run({ password: 'wrong' }).deliver([event('u', '1')]))).toMatch(
        /misconfigured.*1045.*check user and password/,
      );
      const elsewhere = run({ url: `mysql://kube@127.0.0.1:${server.port}/elsewhere` });
      assertOutcome(await elsewhere.deliver([event('u', '1')]), 'misconfigured');
    });

    it('check finds that rows may not be inserted, and inserts none', async () => {
      assertOutcome(await run().deliver([event('u', '1')]), 'accepted');
      await admin.query(
        "DROP USER IF EXISTS looker; CREATE USER looker IDENTIFIED BY 'kube-0123456789'; GRANT SELECT ON k8s.* TO looker",
      );
      const refused = await run({}, 'looker').check();
      assertOutcome(refused, 'misconfigured');
      expect(JSON.stringify(refused)).toMatch(/INSERT.*grant the user what the message names/);
      assertOutcome(await run({}, 'writer').check(), 'accepted');
      const [rows] = await admin.query<RowDataPacket[]>('SELECT * FROM k8s.kube_event');
      expect(rows).toHaveLength(1);
    });

    it('TLS: the authority and the name are checked', async () => {
      if (server.ca === undefined) return;
      const events = [event('u', '1')];
      assertOutcome(await run({ tls: { ca: server.ca, serverName: 'mysql.test' } }, 'tls').deliver(events), 'accepted');
      assertOutcome(await run({ tls: { ca: server.ca, serverName: 'other.test' } }, 'tls').deliver(events), 'retry');
      assertOutcome(await run({ tls: { serverName: 'mysql.test' } }, 'tls').deliver(events), 'retry');
      assertOutcome(await run({}, 'tls').deliver(events), 'misconfigured');
    });

    it('a server killed between batches: what could not be stored is retried, and nothing is lost or doubled', async () => {
      const running = run();
      const batch = (number: number) => Array.from({ length: 50 }, (_, index) => event(`u${number}-${index}`, '1'));
      assertOutcome(await running.deliver(batch(0)), 'accepted');
      await server.kill('SIGKILL');
      assertOutcome(await running.deliver(batch(1)), 'retry');
      assertOutcome(await running.deliver(batch(1)), 'retry');
      await server.restart();
      assertOutcome(await running.deliver(batch(1)), 'accepted');
      admin = await server.admin();
      await admin.query('USE k8s');
      expect(await rows('COUNT(*) AS all_rows')).toEqual([{ all_rows: 100 }]);
    });
  });
});
