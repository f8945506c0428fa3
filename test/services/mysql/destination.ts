import type { Arrival, Destination, ExpectedAnswer, Refused } from '@kubeherald/sink-testkit';
import { runSink } from '@kubeherald/sink-testkit';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { type Gate, startGate } from '../gate.ts';
import { type MysqlServer, startMysql } from './server.ts';

export const sink = new URL('../../../plugins/sink-mysql/src/index.ts', import.meta.url);
export const password = 'kube-0123456789';

/** Error numbers that a trigger raises instead of storing a row; sources: the servers' error references. */
const raised: Readonly<Record<string, readonly [number: number, state: string, becomes: 'retry' | 'rejected']>> = {
  deadlock: [1213, '40001', 'retry'],
  'lock wait timeout': [1205, 'HY000', 'retry'],
  'disk full': [1021, 'HY000', 'retry'],
  'table full': [1114, 'HY000', 'retry'],
  'server shutting down': [1053, '08S01', 'retry'],
  'statement took too long': [1969, '70100', 'retry'],
  'data too long': [1406, '22001', 'rejected'],
  'incorrect string value': [1366, '22007', 'rejected'],
  'CHECK constraint': [4025, '23000', 'rejected'],
  'foreign key': [1452, '23000', 'rejected'],
  'refused by a trigger': [1644, '45000', 'rejected'],
};

const trigger = `
  CREATE TABLE refusing (mark VARCHAR(255), number INT, state CHAR(5)) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4;
  CREATE TABLE refused (message LONGTEXT) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4;
  CREATE TRIGGER refuse BEFORE INSERT ON kube_event FOR EACH ROW BEGIN
    DECLARE how INT; DECLARE how_state CHAR(5);
    SET how = (SELECT number FROM refusing WHERE LOCATE(mark, NEW.message) > 0 LIMIT 1);
    IF how IS NOT NULL THEN
      SET how_state = (SELECT state FROM refusing WHERE LOCATE(mark, NEW.message) > 0 LIMIT 1);
      INSERT INTO refused VALUES (NEW.message);
      CASE how_state
        ${[...new Set(Object.values(raised).map(([, state]) => state))]
          .map((state) => `WHEN '${state}' THEN SIGNAL SQLSTATE '${state}' SET MYSQL_ERRNO = how;`)
          .join('\n')}
      END CASE;
    END IF;
  END`;

const answers: Record<string, ExpectedAnswer> = {
  ...Object.fromEntries(Object.entries(raised).map(([name, [, , becomes]]) => [name, { becomes }])),
  'read-only server': { becomes: 'retry' },
  'connection cut': { becomes: 'retry' },
  'table locked by another': { becomes: 'retry', never: true },
  'no answer': { becomes: 'retry', never: true },
};

/** A real MariaDB, behind a gate, as the conformance suite's destination. */
export class MysqlDestination implements Destination {
  readonly answers = answers;
  readonly limits: Destination['limits'];
  readonly #table: string | undefined;
  readonly #mode: string;
  #server: MysqlServer | undefined;
  #gate: Gate | undefined;
  #admin: Connection | undefined;
  #locker: Connection | undefined;
  #locked = false;

  /** @param table the DDL of kube_event; without it the sink makes its own */
  constructor(table?: string, limits: Destination['limits'] = {}, mode = 'upsert') {
    this.#table = table;
    this.#mode = mode;
    this.limits = limits;
  }

  get url(): string {
    return `mysql://kube@127.0.0.1:${this.#gate?.port}/k8s`;
  }

  async start(): Promise<void> {
    this.#server = await startMysql();
    this.#gate = await startGate(this.#server.port);
    this.#admin = await this.#server.admin();
    this.#locker = await this.#server.admin();
    await this.#admin.query(
      `CREATE DATABASE k8s; CREATE USER kube IDENTIFIED BY '${password}'; GRANT ALL ON k8s.* TO kube; USE k8s`,
    );
    await this.#locker.query('USE k8s');
    if (this.#table === undefined) {
      const sample = runSink(sink, { url: this.url, password, mode: this.#mode });
      await sample.deliver([{ metadata: { uid: 'first', resourceVersion: '1' } }]);
      await sample.close();
    } else {
      await this.#admin.query(this.#table);
    }
    await this.#admin.query(trigger);
  }

  async stop(): Promise<void> {
    this.#admin?.destroy();
    this.#locker?.destroy();
    await this.#gate?.stop();
    await this.#server?.stop();
  }

  async reset(): Promise<void> {
    await this.#killWaiting();
    await this.#locker?.query('UNLOCK TABLES');
    this.#locked = false;
    if (this.#gate) {
      if (this.#gate.state !== 'open') this.#gate.cut();
      this.#gate.state = 'open';
    }
    await this.#admin?.query(
      'SET GLOBAL read_only = 0; DELETE FROM refusing; DELETE FROM refused; DELETE FROM kube_event',
    );
  }

  async arrived(): Promise<readonly Arrival[]> {
    if (this.#gate?.state === 'silent') return this.#gate.swallowed > 0 ? [{ texts: [], accepted: false }] : [];
    if (this.#locked) return (await this.#waiting()).map(({ info }) => ({ texts: [String(info)], accepted: false }));
    const rows = await this.#rows(
      "SELECT id, event_id, message, 1 AS accepted FROM kube_event UNION ALL SELECT 0, '', message, 0 FROM refused ORDER BY id",
    );
    return rows.map(({ id, event_id: uid, message, accepted }) => {
      const texts = [String(message)];
      const size = Array.from(String(message)).length;
      const sizes = Object.fromEntries(Object.keys(this.limits).map((name) => [name, size]));
      // A row that is there twice would be there under two ids.
      return Number(accepted) === 1
        ? { texts, accepted: true, key: `${uid}/${id}`, sizes }
        : { texts, accepted: false };
    });
  }

  async script(names: readonly (string | undefined)[]): Promise<void> {
    const name = names.find((one) => one !== undefined);
    const raises = name === undefined ? undefined : raised[name];
    if (raises !== undefined) {
      await this.#admin?.query('INSERT INTO refusing VALUES (?, ?, ?)', ['', raises[0], raises[1]]);
    }
    if (name === 'read-only server') await this.#admin?.query('SET GLOBAL read_only = 1');
    if (name === 'table locked by another') {
      await this.#locker?.query('LOCK TABLES kube_event WRITE');
      this.#locked = true;
    }
    if (this.#gate && name === 'connection cut') this.#gate.state = 'cut';
    if (this.#gate && name === 'no answer') this.#gate.state = 'silent';
  }

  async refuse(refused: Refused): Promise<void> {
    await this.#admin?.query('DELETE FROM refusing');
    for (const [mark, kind] of refused) {
      const [number, state] = kind === 'retry' ? [1213, '40001'] : [1644, '45000'];
      await this.#admin?.query('INSERT INTO refusing VALUES (?, ?, ?)', [mark, number, state]);
    }
  }

  async #rows(sql: string): Promise<RowDataPacket[]> {
    const found = await this.#admin?.query<RowDataPacket[]>(sql);
    return found?.[0] ?? [];
  }

  #waiting(): Promise<RowDataPacket[]> {
    return this.#rows(
      "SELECT ID AS id, INFO AS info FROM information_schema.PROCESSLIST WHERE USER = 'kube' AND INFO LIKE 'INSERT%'",
    );
  }

  /** What waits for a lock would be stored when the lock goes, though nobody waits for the answer any more. */
  async #killWaiting(): Promise<void> {
    if (!this.#locked) return;
    for (const { id } of await this.#waiting()) await this.#admin?.query(`KILL ${id}`);
  }
}
