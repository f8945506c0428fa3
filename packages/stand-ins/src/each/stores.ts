import { elasticsearch } from '../elasticsearch/index.ts';
import { influxdb } from '../influxdb/index.ts';
import { KafkaStandIn } from '../kafka/index.ts';
import { MysqlStandIn } from '../mysql/index.ts';
import { type Peer, texts } from './peer.ts';

const [user, password] = ['kubeherald', 'password-of-kubeherald'];

/** An Elasticsearch cluster that asks for a password. */
export async function elasticsearchPeer(): Promise<Peer> {
  const cluster = await elasticsearch({ users: { basic: `${user}:${password}` } });
  return {
    sink: 'elasticsearch',
    options: { url: cluster.url, username: user, password },
    arrived: () => texts([...cluster.indices.values()].flatMap(({ documents }) => [...documents.values()])),
    down: cluster.close,
  };
}

/** An InfluxDB 2. */
export async function influxdbPeer(): Promise<Peer> {
  const token = 'token-of-kubeherald';
  const [org, bucket] = ['ops', 'kubernetes'];
  const influx = await influxdb({ version: 2, org, databases: [bucket], token });
  return {
    sink: 'influxdb',
    options: { url: influx.url, version: 2, org, bucket, token },
    arrived: () => influx.points(bucket).map(({ fields }) => Object.values(fields).map(String).join(' ')),
    down: influx.close,
  };
}

/** A broker of Kafka. */
export async function kafkaPeer(): Promise<Peer> {
  const topic = 'kubernetes-events';
  const broker = new KafkaStandIn();
  await broker.start();
  return {
    sink: 'kafka',
    options: { brokers: [broker.address], topic },
    arrived: () => broker.arrived.filter(({ accepted }) => accepted).map(({ value }) => String(value)),
    down: () => broker.stop(),
  };
}

/** A MySQL server with one database. */
export async function mysqlPeer(): Promise<Peer> {
  const server = new MysqlStandIn({ user, password, database: 'k8s' });
  await server.start();
  return {
    sink: 'mysql',
    options: { url: `mysql://${user}@127.0.0.1:${server.port}/k8s`, password },
    arrived: () => texts(server.attempts.flatMap(({ rows, accepted }) => (accepted ? rows : []))),
    down: () => server.stop(),
  };
}
