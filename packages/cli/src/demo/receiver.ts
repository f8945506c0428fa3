import { createServer, type Server } from 'node:http';

/** Where the demo's webhook sink delivers to. */
export interface DemoReceiver {
  readonly server: Server;
  readonly url: string;
  events(): number;
}

/** The webhook's destination: counts the events of each JSON array. */
export async function startReceiver(): Promise<DemoReceiver> {
  let events = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      events += Array.isArray(body) ? body.length : 1;
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo receiver has no port');
  return { server, url: `http://127.0.0.1:${address.port}/events`, events: () => events };
}
