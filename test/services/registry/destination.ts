import { once } from 'node:events';
import { createServer } from 'node:http';

/** An HTTP destination that keeps the bodies it got. */
export interface Collector {
  readonly url: string;
  readonly bodies: readonly string[];
  /** Resolves with the first body, past or to come. */
  first(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a collector on loopback. */
export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const waiting: ((body: string) => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      bodies.push(body);
      for (const resolve of waiting.splice(0)) resolve(body);
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the collector has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    bodies,
    first: async () => bodies[0] ?? (await new Promise<string>((resolve) => waiting.push(resolve))),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
