import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { type Child, start } from '../../support/process.ts';
import { until } from '../../support/until.ts';

export const admin = 'root';
export const adminPassword = 'root-0123456789';

/** A row of a query's answer, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** A real InfluxDB 1 on loopback, that asks for a password, with its data in a folder of its own. */
export interface InfluxdbServer {
  readonly port: number;
  /** Carries out a statement as admin; the rows of all its series, tags among them. Throws what InfluxDB says against it. */
  query(statement: string, database?: string): Promise<readonly Row[]>;
  /** Ends the server: SIGKILL is the crash, SIGTERM the orderly end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

/** Why there is no InfluxDB here; undefined when there is one. */
export function whyNoInfluxdb(): string | undefined {
  return spawnSync('influxd', ['version']).error === undefined
    ? undefined
    : 'SKIPPED: no influxd here, so nothing is tested against a real InfluxDB: apt-get install --no-install-recommends influxdb';
}

const settings = (folder: string, port: number, backup: number): string => `
reporting-disabled = true
bind-address = "127.0.0.1:${backup}"
[meta]
  dir = "${join(folder, 'meta')}"
[data]
  dir = "${join(folder, 'data')}"
  wal-dir = "${join(folder, 'wal')}"
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = true
  log-enabled = false
[monitor]
  store-enabled = false
`;

/** Starts InfluxDB, with the user {@link admin}. */
export async function startInfluxdb(): Promise<InfluxdbServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-influxdb-'));
  const [port, backup] = [await freePort(), await freePort()];
  const file = join(folder, 'influxdb.conf');
  writeFileSync(file, settings(folder, port, backup));
  const origin = `http://127.0.0.1:${port}`;
  let child: Child;
  const run = async () => {
    child = start('influxd', ['run', '-config', file]);
    await until('InfluxDB to answer', async () => {
      if (child.process.exitCode !== null) throw new Error(`influxd ended:\n${child.errors()}`);
      return answers(`${origin}/ping`);
    });
  };
  const kill = async (signal: NodeJS.Signals) => {
    if (child.process.exitCode === null && child.process.signalCode === null) await child.kill(signal);
  };
  const query = async (statement: string, database = '') => {
    const headers = { authorization: `Basic ${btoa(`${admin}:${adminPassword}`)}` };
    const body = new URLSearchParams({ q: statement, db: database });
    const answer: unknown = await (await fetch(`${origin}/query`, { method: 'POST', headers, body })).json();
    return rowsOf(answer);
  };
  await run();
  // The only statement that a server without users takes.
  await query(`CREATE USER ${admin} WITH PASSWORD '${adminPassword}' WITH ALL PRIVILEGES`);
  return {
    port,
    query,
    kill,
    restart: run,
    async stop() {
      await kill('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

const isFields = (value: unknown): value is Row => typeof value === 'object' && value !== null;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function rowsOf(answer: unknown): readonly Row[] {
  const results = isFields(answer) ? list(answer.results) : [];
  const fault = [answer, ...results].find((one) => isFields(one) && 'error' in one);
  if (isFields(fault)) throw new Error(`InfluxDB says: ${String(fault.error)}`);
  const series = results.flatMap((one) => (isFields(one) ? list(one.series) : [])).filter(isFields);
  return series.flatMap(({ columns, values, tags }) =>
    list(values).map((row) => ({
      ...(isFields(tags) ? tags : {}),
      ...Object.fromEntries(list(columns).map((name, index) => [String(name), list(row)[index]])),
    })),
  );
}
