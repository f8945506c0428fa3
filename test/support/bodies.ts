import { createServer } from 'node:http';

/** A destination that takes whatever comes, and keeps the bodies. */
export interface Bodies {
  readonly url: string;
  /** In the order in which they came. */
  readonly received: readonly string[];
  stop(): Promise<void>;
}

/** Starts one on loopback. */
export async function startBodies(): Promise<Bodies> {
  const received: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the destination has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    received,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
