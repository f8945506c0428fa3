import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MysqlStandIn } from './index.ts';

const table = `CREATE TABLE \`t\` (
  \`event_id\` VARCHAR(5) NOT NULL,
  \`at\` DATETIME NULL,
  UNIQUE KEY \`event\` (\`event_id\`)
)`;
const login = { user: 'kube', password: 'secret', database: 'k8s' };
const packet = 4096;

let server: MysqlStandIn;
let client: Connection | undefined;

beforeEach(async () => {
  server = new MysqlStandIn({ ...login, table, maxAllowedPacket: packet });
  await server.start();
});

afterEach(async () => {
  client?.destroy();
  await server.stop();
});

async function connect(changes: object = {}): Promise<Connection> {
  client = await createConnection({ host: '127.0.0.1', port: server.port, ...login, ...changes });
  // The stand-in may cut it.
  client.on('error', () => client?.destroy());
  return client;
}

const insert = (...rows: string[]) =>
  `INSERT INTO \`t\` (\`event_id\`, \`at\`) VALUES ${rows.join(', ')} ON DUPLICATE KEY UPDATE \`at\` = VALUES(\`at\`)`;

it('refuses who has the wrong password, or asks for another database', async () => {
  await expect(connect({ password: 'wrong' })).rejects.toMatchObject({ errno: 1045, sqlState: '28000' });
  await expect(connect({ password: '' })).rejects.toMatchObject({ errno: 1045 });
  await expect(connect({ database: 'other' })).rejects.toMatchObject({ errno: 1049 });
});

it('stores what a statement says, and a row with a known key in place of the old one', async () => {
  const connection = await connect();
  await connection.query(insert(`('a', '2026-11-21 04:33:38')`, `('it''s\\n', NULL)`));
  await connection.query(insert(`('a', '2027-01-01 00:00:00')`));
  expect(server.table?.rows).toEqual([
    { event_id: 'a', at: '2027-01-01 00:00:00' },
    { event_id: "it's\n", at: null },
  ]);
});

it('stores nothing of a statement with a row that does not fit', async () => {
  const connection = await connect();
  const tooLong = connection.query(insert(`('a', NULL)`, `('123456', NULL)`));
  await expect(tooLong).rejects.toMatchObject({ errno: 1406, sqlState: '22001' });
  await expect(connection.query(insert(`('b', 'noon')`))).rejects.toMatchObject({ errno: 1292 });
  await expect(connection.query(insert(`(NULL, NULL)`))).rejects.toMatchObject({ errno: 1048 });
  expect(server.table?.rows).toEqual([]);
});

it('refuses what it does not understand, and what is too large', async () => {
  const connection = await connect();
  await expect(connection.query('DROP TABLE t')).rejects.toMatchObject({ errno: 1064 });
  await expect(connection.query(insert(`('a', NULL) x`, `(`))).rejects.toMatchObject({ errno: 1064 });
  await expect(connection.query(insert(`('${'x'.repeat(packet)}', NULL)`))).rejects.toMatchObject({ errno: 1153 });
});
