import type { RowDataPacket } from 'mysql2/promise';
import { MongodbStandIn } from '../../../plugins/sink-mongodb/src/fixtures/stand-in.ts';
import { startGate } from '../gate.ts';
import { startInfluxdb, whyNoInfluxdb } from '../influxdb/server.ts';
import { consume } from '../kafka/consume.ts';
import { password as saslPassword, user as saslUser } from '../kafka/properties.ts';
import { fetchKafka, startKafka } from '../kafka/server.ts';
import { MongodbDestination } from '../mongodb/destination.ts';
import { fetchMongodb } from '../mongodb/server.ts';
import { startMysql, whyNoMysql } from '../mysql/server.ts';
import { documents } from '../opensearch/destination.ts';
import { fetchSearch, startSearch } from '../opensearch/server.ts';
import type { Site } from './site.ts';

/** A real server, with more than an outage needs: how to deliver to it past the gate. */
export interface ServerSite extends Site {
  readonly direct: Site['options'];
  /** The option that names where in the server events go. */
  readonly place: string;
}

const user = 'kube';
const password = 'kube-0123456789';
const another = 'another-0123456789';

/** The server is killed, and started again. */
const outageOf = (server: { kill(signal: NodeJS.Signals): Promise<void>; restart(): Promise<void> }) => ({
  down: () => server.kill('SIGKILL'),
  up: () => server.restart(),
});

async function mysqlSite(): Promise<ServerSite> {
  const server = await startMysql();
  const admin = await server.admin();
  await admin.query(
    `CREATE DATABASE k8s; CREATE USER ${user} IDENTIFIED BY '${password}'; GRANT ALL ON k8s.* TO ${user}`,
  );
  await admin.end();
  const gate = await startGate(server.port);
  const optionsAt = (port: number) => ({ url: `mysql://${user}@127.0.0.1:${port}/k8s`, password });
  const options = optionsAt(gate.port);
  return {
    direct: optionsAt(server.port),
    place: 'table',
    sink: 'mysql',
    destination: 'MariaDB',
    options,
    wrong: { ...options, password: another },
    connections: () => gate.connections,
    async arrived() {
      const reader = await server.admin();
      // The sink makes the table.
      const [tables] = await reader.query<RowDataPacket[]>('SHOW TABLES IN k8s');
      const [rows] =
        tables.length === 0 ? [[]] : await reader.query<RowDataPacket[]>('SELECT message FROM k8s.kube_event');
      await reader.end();
      return rows.map(({ message }) => String(message));
    },
    outage: outageOf(server),
    async end() {
      await gate.stop();
      await server.stop();
    },
  };
}

async function influxdbSite(): Promise<ServerSite> {
  const server = await startInfluxdb();
  await server.query(`CREATE USER ${user} WITH PASSWORD '${password}'`);
  await server.query('CREATE DATABASE k8s');
  await server.query(`GRANT WRITE ON k8s TO ${user}`);
  const gate = await startGate(server.port);
  const optionsAt = (port: number) => ({ url: `http://127.0.0.1:${port}`, username: user, password });
  const options = optionsAt(gate.port);
  return {
    direct: optionsAt(server.port),
    place: 'measurement',
    sink: 'influxdb',
    destination: 'InfluxDB 1',
    options,
    wrong: { ...options, password: another },
    connections: () => gate.connections,
    arrived: async () =>
      (await server.query('SELECT * FROM kubernetes_events GROUP BY *', 'k8s')).map(({ message }) => String(message)),
    outage: outageOf(server),
    async end() {
      await gate.stop();
      await server.stop();
    },
  };
}

async function searchSite(): Promise<ServerSite> {
  const server = await startSearch('opensearch', `${user}:${password}`);
  const gate = await startGate(server.port);
  const optionsAt = (port: number) => ({ url: `http://127.0.0.1:${port}`, username: user, password });
  const options = optionsAt(gate.port);
  return {
    direct: optionsAt(server.port),
    place: 'index',
    sink: 'elasticsearch',
    destination: 'OpenSearch',
    options,
    wrong: { ...options, password: another },
    connections: () => gate.connections,
    arrived: async () =>
      (await documents(server, 'kubernetes-events*')).map(({ source: { message } }) => String(message)),
    outage: outageOf(server),
    async end() {
      await gate.stop();
      await server.stop();
    },
  };
}

async function kafkaSite(): Promise<ServerSite> {
  const server = await startKafka();
  const { ports, gate } = server;
  const login = (secret: string) => ({
    brokers: [`127.0.0.1:${ports.sasl}`],
    sasl: { mechanism: 'scram-sha-512', username: saslUser, password: secret },
  });
  return {
    direct: login(saslPassword),
    place: 'topic',
    sink: 'kafka',
    destination: 'Kafka',
    options: { brokers: [`127.0.0.1:${gate.port}`] },
    wrong: login(another),
    right: login(saslPassword),
    connections: () => gate.connections,
    arrived: async () => (await consume(ports.plain, 'kubernetes-events')).map(({ value }) => value),
    outage: outageOf(server),
    end: () => server.stop(),
  };
}

/** The server forgets everything when it is killed: its network is cut instead. */
async function mongodbSite(): Promise<ServerSite> {
  const destination = new MongodbDestination();
  await destination.start();
  const { gate } = destination;
  const users = new MongodbStandIn(password);
  await users.start();
  const login = (secret: string) => ({ url: users.url, password: secret });
  return {
    direct: { url: destination.directUrl },
    place: 'collection',
    sink: 'mongodb',
    destination: 'mongo-java-server',
    options: { url: destination.url },
    // The server knows no users; the stand-in does.
    wrong: login(another),
    right: login(password),
    connections: () => gate.connections,
    async arrived() {
      const found = await destination.collection.find().toArray();
      return [...found, ...users.documents.values()].map(({ message }) => String(message));
    },
    outage: {
      async down() {
        gate.state = 'cut';
        gate.cut();
      },
      async up() {
        gate.state = 'open';
      },
    },
    async end() {
      await users.stop();
      await destination.stop();
    },
  };
}

/** By sink: why its server is not here, or undefined; and how it starts. */
export const servers: Readonly<Record<string, { why(): string | undefined; start(): Promise<ServerSite> }>> = {
  elasticsearch: { why: () => fetchSearch('opensearch'), start: searchSite },
  influxdb: { why: whyNoInfluxdb, start: influxdbSite },
  kafka: { why: fetchKafka, start: kafkaSite },
  mongodb: { why: fetchMongodb, start: mongodbSite },
  mysql: { why: whyNoMysql, start: mysqlSite },
};

/** Starts the real servers that this machine has; what it skips is said loudly. */
export function serverSites(): Promise<readonly Site[]> {
  const here = Object.values(servers).filter(({ why }) => {
    const reason = why();
    if (reason) process.stderr.write(`${reason}\n`);
    return reason === undefined;
  });
  return Promise.all(here.map(({ start }) => start()));
}
