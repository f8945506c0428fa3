import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What a gate does with what comes: passes it on, cuts it, or keeps it without a word. */
export type GateState = 'open' | 'cut' | 'silent';

/** A TCP relay in front of a real server, which can play that server's network. */
export interface Gate {
  readonly port: number;
  state: GateState;
  /** Bytes that clients sent while it was silent. */
  readonly swallowed: number;
  /** Connections that came so far. */
  readonly connections: number;
  /** Cuts every connection. */
  cut(): void;
  stop(): Promise<void>;
}

/** Starts a gate to `port` of loopback. */
export async function startGate(port: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  let state: GateState = 'open';
  let swallowed = 0;
  let connections = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A connection that breaks is closed, too: its other end learns of it there.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    connections += 1;
    keep(client);
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    keep(upstream);
    client.on('data', (chunk) => {
      if (state === 'open') upstream.write(chunk);
      if (state === 'silent') swallowed += chunk.length;
      if (state === 'cut') client.destroy();
    });
    upstream.on('data', (chunk) => {
      if (state !== 'silent') client.write(chunk);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('expected a TCP address');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    get state() {
      return state;
    },
    set state(next) {
      state = next;
      swallowed = 0;
    },
    get swallowed() {
      return swallowed;
    },
    get connections() {
      return connections;
    },
    cut,
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
