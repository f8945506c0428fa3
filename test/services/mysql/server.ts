import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { freePort } from '../../support/free-port.ts';
import { type Child, start } from '../../support/process.ts';
import { until } from '../../support/until.ts';

/** A real MariaDB on loopback, with its data in a folder of its own. It has TLS when openssl is here. */
export interface MysqlServer {
  readonly port: number;
  /** The authority of its certificate, which is for the name `mysql.test`; undefined without openssl. */
  readonly ca: string | undefined;
  /** A connection as root. To be ended by who asked for it. */
  admin(): Promise<Connection>;
  /** Ends the server: SIGKILL is the crash, SIGTERM the orderly end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

const programs = ['mariadbd', 'mariadb-install-db'];
/** Debian keeps daemons where an ordinary user's PATH does not look. */
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };

/** Why there is no MariaDB here; undefined when there is one. */
export function whyNoMysql(): string | undefined {
  const missing = programs.find((one) => spawnSync(one, ['--version'], { env: environment }).error !== undefined);
  return missing === undefined
    ? undefined
    : `SKIPPED: no ${missing} here, so nothing is tested against a real MariaDB: apt-get install --no-install-recommends mariadb-server`;
}

/** Makes an authority and a certificate for `mysql.test`; undefined without openssl. */
function makeCertificate(folder: string): string | undefined {
  if (spawnSync('openssl', ['version']).error !== undefined) return undefined;
  const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority', '-days', '2');
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=mysql.test');
  writeFileSync(join(folder, 'server.ext'), 'subjectAltName=DNS:mysql.test');
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'server.ext'];
  openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...signed);
  return join(folder, 'ca.pem');
}

/** Starts MariaDB. `settings` are parameters of mariadbd, such as `--sql-mode=ANSI_QUOTES`. */
export async function startMysql(settings: readonly string[] = []): Promise<MysqlServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-mysql-'));
  const port = await freePort();
  const data = [`--datadir=${join(folder, 'data')}`, `--user=${userInfo().username}`];
  const install = ['--no-defaults', ...data, '--auth-root-authentication-method=normal', '--skip-test-db'];
  execFileSync('mariadb-install-db', install, { env: environment, stdio: 'pipe' });
  const ca = makeCertificate(folder);
  const tls = ca === undefined ? [] : [`--ssl-ca=${ca}`, ...files(folder)];
  const parameters = [
    '--no-defaults',
    ...data,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-log-bin',
    '--skip-name-resolve',
    // Safe against a killed server, which is all that the tests do to it; the disk need not be waited for.
    '--innodb-flush-log-at-trx-commit=2',
    '--innodb-buffer-pool-size=32M',
    ...tls,
    ...settings,
  ];
  const admin = async () => {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', multipleStatements: true });
    // Said again: a setting of the server may ignore what clients say when they connect.
    await connection.query('SET NAMES utf8mb4');
    return connection;
  };
  let child: Child;
  const run = async () => {
    child = start('mariadbd', parameters, { env: environment });
    await until('MariaDB to answer', async () => {
      if (child.process.exitCode !== null) throw new Error(`mariadbd ended:\n${child.errors()}`);
      return answers(admin);
    });
  };
  const kill = async (signal: NodeJS.Signals) => {
    if (child.process.exitCode === null && child.process.signalCode === null) await child.kill(signal);
  };
  await run();
  return {
    port,
    ca,
    admin,
    kill,
    restart: run,
    async stop() {
      await kill('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}

const files = (folder: string): string[] => [
  `--ssl-cert=${join(folder, 'server.pem')}`,
  `--ssl-key=${join(folder, 'server.key')}`,
];

async function answers(admin: () => Promise<Connection>): Promise<boolean> {
  try {
    await (await admin()).end();
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
