import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What came over the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly chunks: readonly number[] | undefined;
}

/** A request over a connection of its own, read as raw bytes so that chunks show. */
export class WireRequest {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);
  #closed = false;
  #wake: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      this.#tell();
    });
    socket.on('error', () => this.#tell());
    socket.on('close', () => {
      this.#closed = true;
      this.#tell();
    });
  }

  static async send(
    port: number,
    request: {
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: Buffer | undefined;
    },
  ): Promise<WireRequest> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const wire = new WireRequest(socket);
    const length = request.body ? { 'content-length': String(request.body.length) } : {};
    const headers = { ...request.headers, ...length, host: 'simulator' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.write(`${request.method} ${request.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (request.body) socket.write(request.body);
    return wire;
  }

  /** Hangs up. */
  close(): void {
    this.#socket.destroy();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether the response ended as HTTP says. */
  get complete(): boolean {
    return this.#read()?.complete ?? false;
  }

  /** What has come; undefined before the headers are there. */
  get response(): WireResponse | undefined {
    return this.#read()?.response;
  }

  /** Resolves when the headers are there, or the connection is closed. */
  headers(): Promise<void> {
    return this.#until(() => this.#closed || this.#headEnd() >= 0);
  }

  /** Resolves when the response is complete or the connection closed. */
  end(): Promise<void> {
    return this.#until(() => this.#closed || this.complete);
  }

  /** Resolves when `condition` holds of the text of the body. */
  async until(condition: (body: string) => boolean): Promise<void> {
    await this.#until(() => this.#closed || condition(this.response?.body.toString() ?? ''));
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  #headEnd(): number {
    return this.#bytes.indexOf('\r\n\r\n');
  }

  #read(): { readonly response: WireResponse; readonly complete: boolean } | undefined {
    const end = this.#headEnd();
    if (end < 0) return undefined;
    const [statusLine = '', ...lines] = this.#bytes.subarray(0, end).toString('latin1').split('\r\n');
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    });
    const status = Number(statusLine.split(' ')[1]);
    const rest = this.#bytes.subarray(end + 4);
    const length = headers.find(([name]) => name === 'Content-Length')?.[1];
    if (length !== undefined) {
      return { response: { status, headers, body: rest, chunks: undefined }, complete: rest.length >= Number(length) };
    }
    const { body, chunks, complete } = unchunk(rest);
    return { response: { status, headers, body, chunks }, complete };
  }
}

function unchunk(bytes: Buffer): { body: Buffer; chunks: number[]; complete: boolean } {
  const pieces: Buffer[] = [];
  const chunks: number[] = [];
  let at = 0;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) break;
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    if (size === 0) return { body: Buffer.concat(pieces), chunks, complete: true };
    const piece = bytes.subarray(line + 2, line + 2 + size);
    pieces.push(piece);
    if (piece.length < size) break;
    chunks.push(size);
    at = line + 2 + size + 2;
  }
  return { body: Buffer.concat(pieces), chunks, complete: false };
}
