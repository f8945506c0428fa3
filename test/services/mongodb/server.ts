import { readFileSync } from 'node:fs';
import { freePort } from '../../support/free-port.ts';
import { type Child, start } from '../../support/process.ts';
import { archivesOf, fetchServer, type JavaServer } from '../maven.ts';

const text = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const java: JavaServer = {
  product: 'a server of MongoDB',
  name: 'mongo-java-server',
  pom: text('pom.xml'),
  program: text('Main.java'),
};

/** A server that speaks MongoDB's protocol, on loopback. It keeps everything in memory, knows no users, and forgets all when it ends. */
export interface MongodbServer {
  readonly port: number;
  /** Ends the process. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Fetches the server's archives with Maven, once; returns why that cannot be, or undefined. */
export function fetchMongodb(): string | undefined {
  return fetchServer(java);
}

/** Starts the server, whose archives {@link fetchMongodb} has fetched. */
export async function startMongodb(): Promise<MongodbServer> {
  const port = await freePort();
  const target = archivesOf(java);
  let child: Child;
  const run = async () => {
    child = start('java', ['-Xmx256m', '-cp', `${target}:${target}/*`, 'Main', String(port)]);
    await child.line((line) => line === 'ready');
  };
  const kill = async (signal: NodeJS.Signals) => {
    if (child.process.exitCode === null && child.process.signalCode === null) await child.kill(signal);
  };
  await run();
  return { port, kill, restart: run, stop: () => kill('SIGKILL') };
}
