import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, start } from '../../support/process.ts';
import { until } from '../../support/until.ts';
import { configuredRegistry, type Npm, npmWith } from './npm.ts';

const modules = fileURLToPath(new URL('./node_modules', import.meta.url));

/** The file of a program that this folder's own package.json installs. @throws Error when it is not installed */
export function tool(path: string): string {
  const file = join(modules, path);
  if (!existsSync(file)) throw new Error(`${file} is missing; run: bash test/services/install`);
  return file;
}

/** An npm registry on loopback: ours is what the test publishes, everything else comes from where this machine's npm gets it. */
export interface Registry {
  readonly url: string;
  /** An npm that knows this registry alone. */
  readonly npm: Npm;
  stop(): Promise<void>;
}

/** No uplink for these: a name of ours that was not published is not found, whatever the world has under it. */
const own = { access: '$all', publish: '$all', unpublish: '$all' };

/** Starts an empty registry that keeps its files in `folder`. */
export async function startRegistry(folder: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = join(folder, 'verdaccio.yaml');
  const content = {
    storage: join(folder, 'storage'),
    uplinks: { upstream: { url: await configuredRegistry(), cache: false, timeout: '60s', max_fails: 10 } },
    packages: { '@kubeherald/*': own, kubeherald: own, '@acme/*': own, '**': { access: '$all', proxy: 'upstream' } },
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'warn' },
  };
  writeFileSync(config, JSON.stringify(content));
  const program = tool('verdaccio/bin/verdaccio');
  const child = start(process.execPath, [program, '--config', config, '--listen', `127.0.0.1:${port}`]);
  await Promise.race([answering(url), failed(child)]);
  const settings = join(folder, 'npmrc');
  // The registry lets everybody publish, but npm insists on having a token.
  writeFileSync(settings, `registry=${url}\n//127.0.0.1:${port}/:_authToken=anybody\n`);
  return {
    url,
    npm: npmWith(settings, url),
    stop: async () => void (await child.kill('SIGKILL')),
  };
}

async function answering(url: string): Promise<void> {
  await until('the registry to answer', async () => {
    try {
      return (await fetch(`${url}-/ping`)).ok;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  });
}

async function failed(child: Child): Promise<never> {
  const code = await child.ended;
  throw new Error(`the registry ended with ${code}:\n${child.errors()}${child.lines.join('\n')}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
