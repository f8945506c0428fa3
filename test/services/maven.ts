import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that comes as archives from Maven Central. */
export interface JavaServer {
  /** As a person calls it. */
  readonly product: string;
  /** Names its folder of archives; letters, digits and hyphens. */
  readonly name: string;
  /** The text of its pom. */
  readonly pom: string;
  /** The text of a Main.java that starts it, when it does not start by itself. */
  readonly program?: string;
}

/** Where a server's archives and classes are: they depend on the pom and the program, and outlive a test run. */
export function archivesOf({ name, pom, program = '' }: JavaServer): string {
  const hash = createHash('sha256').update(pom).update(program).digest('hex');
  return join(tmpdir(), `kubeherald-${name}-${hash.slice(0, 16)}`);
}

/** Fetches a server's archives with Maven and compiles its program, once; returns why that cannot be, or undefined. */
export function fetchServer(server: JavaServer): string | undefined {
  const skipped = `so nothing is tested against ${server.product}`;
  const tools = server.program === undefined ? ['java', 'mvn'] : ['java', 'javac', 'mvn'];
  const missing = tools.find((tool) => spawnSync(tool, ['-version']).error !== undefined);
  if (missing !== undefined) {
    return `SKIPPED: no ${missing} here, ${skipped}: apt-get install --no-install-recommends default-jdk-headless maven`;
  }
  const target = archivesOf(server);
  const done = join(target, 'complete');
  if (existsSync(done)) return undefined;
  mkdirSync(target, { recursive: true });
  const pom = join(target, 'pom.xml');
  writeFileSync(pom, server.pom);
  const parameters = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${target}`];
  const fetched = spawnSync('mvn', parameters, { encoding: 'utf8' });
  if (fetched.status !== 0) return `SKIPPED: Maven could not fetch it, ${skipped}:\n${fetched.stdout}`;
  if (server.program !== undefined) {
    const source = join(target, 'Main.java');
    writeFileSync(source, server.program);
    const compiled = spawnSync('javac', ['-cp', `${target}/*`, '-d', target, source], { encoding: 'utf8' });
    if (compiled.status !== 0) return `SKIPPED: Main.java could not be compiled, ${skipped}:\n${compiled.stderr}`;
  }
  writeFileSync(done, '');
  return undefined;
}
