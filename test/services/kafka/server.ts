import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';
import { type Child, start } from '../../support/process.ts';
import { type Gate, startGate } from '../gate.ts';
import { archivesOf, fetchServer, type JavaServer } from '../maven.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { type Ports, password, properties, user } from './properties.ts';

const server: JavaServer = {
  product: 'a broker of Kafka',
  name: 'kafka',
  pom: readFileSync(new URL('pom.xml', import.meta.url), 'utf8'),
};

/** A broker of Kafka on loopback, that keeps its topics when it ends and starts again. */
export interface KafkaServer {
  readonly ports: Ports;
  readonly certificates: Certificates;
  /** What the clients of the listener without login go through. */
  readonly gate: Gate;
  /** Ends the process. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again, with all it had. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Fetches the broker's archives with Maven, once; returns why that cannot be, or undefined. */
export function fetchKafka(): string | undefined {
  if (spawnSync('openssl', ['version']).error !== undefined)
    return `SKIPPED: no openssl here, so nothing is tested against ${server.product}: apt-get install openssl`;
  return fetchServer(server);
}

const java = ['-Xmx512m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', `${archivesOf(server)}/*`];

function format(file: string): void {
  const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${user},password=${password}]`,
  ]);
  // The cluster's id: 16 bytes in base64url.
  const id = Buffer.alloc(16, 'kubeherald').toString('base64url');
  const formatted = spawnSync('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', file, ...scram], {
    encoding: 'utf8',
  });
  if (formatted.status !== 0)
    throw new Error(`the log could not be formatted:\n${formatted.stdout}${formatted.stderr}`);
}

/** Resolves once the port takes connections; rejects when the process ends before. */
async function listening(port: number, child: Child): Promise<void> {
  const ended = child.ended.then((code) => {
    throw new Error(`Kafka ended (${code}):\n${child.errors()}`);
  });
  const tried = async () => {
    for (;;) {
      const socket = connect(port, '127.0.0.1');
      const isOpen = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      socket.destroy();
      if (isOpen) return;
      // Between one look and the next.
      await wait(100);
    }
  };
  await Promise.race([tried(), ended]);
}

/** Starts the broker, whose archives {@link fetchKafka} has fetched. */
export async function startKafka(): Promise<KafkaServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-kafka-log-'));
  const certificates = makeCertificates(folder);
  const plain = await freePort();
  const gate = await startGate(plain);
  const [sasl, tls, controller] = [await freePort(), await freePort(), await freePort()];
  const ports = { plain, gate: gate.port, sasl, tls, controller };
  const file = join(folder, 'server.properties');
  writeFileSync(file, properties(ports, folder, certificates));
  format(file);
  let child: Child;
  const run = async () => {
    child = start('java', [...java, 'kafka.Kafka', file]);
    for (const port of [plain, sasl, tls]) await listening(port, child);
  };
  const kill = async (signal: NodeJS.Signals) => {
    if (child.process.exitCode === null && child.process.signalCode === null) await child.kill(signal);
  };
  await run();
  return {
    ports,
    certificates,
    gate,
    kill,
    restart: run,
    async stop() {
      await kill('SIGKILL');
      await gate.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
