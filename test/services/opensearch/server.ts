import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { type Child, start } from '../../support/process.ts';
import { archivesOf, fetchServer, type JavaServer } from '../maven.ts';

/** One node on loopback, with its data in a folder of its own. */
export interface SearchServer {
  readonly port: number;
  /** Asks its API, as who may do everything; the answer must be JSON. A list is sent as a line of JSON each. */
  ask(method: string, path: string, body?: object | readonly object[]): Promise<unknown>;
  /** Ends the server: SIGKILL is the crash, SIGTERM the orderly end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

export type Distribution = 'opensearch' | 'elasticsearch';

const text = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const program = text('Main.java');

const servers: Readonly<Record<Distribution, JavaServer>> = {
  opensearch: { product: 'a real OpenSearch', name: 'opensearch', pom: text('pom.xml'), program },
  // OpenSearch began as a copy of Elasticsearch 7, and what the program asks for has kept its names but for the packages.
  elasticsearch: {
    product: 'a real Elasticsearch',
    name: 'elasticsearch',
    pom: text('elasticsearch-pom.xml'),
    program: program.replaceAll('opensearch.core.rest', 'opensearch.rest').replaceAll('opensearch', 'elasticsearch'),
  },
};

/** Fetches a server's archives with Maven, once; returns why that cannot be, or undefined. */
export function fetchSearch(distribution: Distribution): string | undefined {
  return fetchServer(servers[distribution]);
}

/** Starts a server, whose archives {@link fetchSearch} has fetched. `login`: `user:password` that it asks for. */
export async function startSearch(distribution: Distribution, login = ''): Promise<SearchServer> {
  const folder = mkdtempSync(join(tmpdir(), `kubeherald-${distribution}-data-`));
  const [port, transport] = [await freePort(), await freePort()];
  const target = archivesOf(servers[distribution]);
  const java = ['-Xms512m', '-Xmx512m', '-Dlog4j2.disable.jmx=true', '-cp', `${target}:${target}/*`, 'Main'];
  let child: Child;
  const run = async () => {
    child = start('java', [...java, folder, String(port), String(transport), login]);
    await child.line((line) => line === 'ready');
  };
  const kill = async (signal: NodeJS.Signals) => {
    if (child.process.exitCode === null && child.process.signalCode === null) await child.kill(signal);
  };
  await run();
  return {
    port,
    async ask(method, path, body) {
      const type = Array.isArray(body) ? 'application/x-ndjson' : 'application/json';
      const headers = { 'content-type': type, authorization: `Basic ${btoa(login)}` };
      const text = Array.isArray(body) ? body.map((one) => `${JSON.stringify(one)}\n`).join('') : JSON.stringify(body);
      const content = body === undefined ? {} : { body: text };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...content });
      return response.json();
    },
    kill,
    restart: run,
    async stop() {
      await kill('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}
