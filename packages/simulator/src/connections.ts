import type { Socket } from 'node:net';

/** Every open connection of the server, so that faults can cut or freeze them. */
export class Connections {
  readonly #open = new Set<Socket>();
  readonly #frozen = new Set<Socket>();
  #freezeNew = false;

  /** A TCP connection was made; under TLS the socket that carries requests comes by `secured` besides. */
  opened(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#frozen.delete(socket);
    });
    if (this.#freezeNew) this.#freeze(socket);
  }

  get count(): number {
    return this.#open.size;
  }

  /** Cuts every connection: with FIN, or with RST. */
  cut(reset: boolean): void {
    for (const socket of this.#open) cutSocket(socket, reset);
  }

  /** Half-open: the connections stay, but nothing is read, nothing sent and nothing closed any more. */
  freeze(newOnesToo: boolean): void {
    this.#freezeNew = newOnesToo;
    for (const socket of this.#open) this.#freeze(socket);
  }

  /** New connections work again; the frozen ones stay dead, as after a firewall forgot them. */
  freezeNoMore(): void {
    this.#freezeNew = false;
  }

  /** Is this connection dead without saying so? */
  isFrozen(socket: Socket): boolean {
    return this.#frozen.has(socket);
  }

  #freeze(socket: Socket): void {
    if (this.#frozen.has(socket)) return;
    this.#frozen.add(socket);
    socket.pause();
    // Whatever the server says from now on is lost on the way, its goodbye included.
    socket.write = () => true;
    socket.end = () => socket;
  }
}

function cutSocket(socket: Socket, reset: boolean): void {
  if (!reset) {
    socket.destroy();
    return;
  }
  // Only a plain TCP handle can be reset; under TLS an abrupt close without close_notify is what a killed server gives.
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}
