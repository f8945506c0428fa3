import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { readInsert, SyntaxFault } from './insert.ts';
import { type Refusal, StoredTable } from './table.ts';
import { failure, greeting, ok, PacketReader, packet, readLogin, result } from './wire.ts';

export type { Cell } from './insert.ts';
export type { Refusal } from './table.ts';

/** What happens to an INSERT instead of being stored. */
export type Play = Refusal | 'cut' | 'hang';

/** An INSERT as it came. */
export interface Attempt {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly accepted: boolean;
}

export interface MysqlStandInOptions {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Bytes of one statement, at most. Default 16 MiB, as MariaDB. */
  readonly maxAllowedPacket?: number;
  /** A table that is there from the beginning: `CREATE TABLE` with a column per line. */
  readonly table?: string;
}

/**
 * A MySQL server on loopback with one table in memory: real packets, a real password check, lengths of columns, one unique key, all rows of a
 * statement or none. It understands what a sink of events says, and answers 1064 to all else; expressions and ALTER it does not carry out.
 */
export class MysqlStandIn {
  readonly attempts: Attempt[] = [];
  /** Every statement that came. */
  readonly statements: string[] = [];
  /** What the next INSERTs meet, one after the other. */
  plays: (Play | undefined)[] = [];
  /** Refuses an INSERT for a row of it. */
  refuse: (row: Readonly<Record<string, unknown>>) => Refusal | undefined = () => undefined;
  table: StoredTable | undefined;
  readonly #options: MysqlStandInOptions;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#greet(socket));
  #port = 0;

  constructor(options: MysqlStandInOptions) {
    this.#options = options;
    if (options.table !== undefined) this.table = new StoredTable(options.table);
  }

  get port(): number {
    return this.#port;
  }

  /** Starts, or starts again on the same port. */
  async start(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  /** Cuts every connection and listens no more; what it stored stays. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #greet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A client that goes away without a word is told by close.
    socket.on('error', () => socket.destroy());
    const seed = Buffer.from(Array.from({ length: 20 }, () => randomInt(1, 128)));
    const reader = new PacketReader();
    let known = false;
    socket.write(packet(greeting('8.0.44-stand-in', seed), 0));
    socket.on('data', (chunk) => {
      for (const { payload, number } of reader.push(chunk)) {
        const send = (...payloads: Buffer[]) =>
          socket.write(Buffer.concat(payloads.map((one, index) => packet(one, number + 1 + index))));
        if (known) {
          this.#command(payload, send, socket);
          continue;
        }
        known = this.#login(payload, seed, send);
        if (!known) socket.end();
      }
    });
  }

  #login(payload: Buffer, seed: Buffer, send: (...payloads: Buffer[]) => void): boolean {
    const { user, token, database } = readLogin(payload);
    const { user: expected, password, database: only } = this.#options;
    if (user !== expected || !token.equals(tokenOf(password, seed))) {
      const using = token.length > 0 ? 'YES' : 'NO';
      send(failure(1045, '28000', `Access denied for user '${user}'@'127.0.0.1' (using password: ${using})`));
      return false;
    }
    if (database !== only) {
      send(failure(1049, '42000', `Unknown database '${database}'`));
      return false;
    }
    send(ok());
    return true;
  }

  #command(payload: Buffer, send: (...payloads: Buffer[]) => void, socket: Socket): void {
    const [quit, query] = [0x01, 0x03];
    if (payload[0] === quit) {
      socket.end();
    } else if (payload[0] !== query) {
      send(failure(1047, '08S01', 'Unknown command'));
    } else if (payload.length > this.#limit) {
      send(failure(1153, '08S01', "Got a packet bigger than 'max_allowed_packet' bytes"));
      socket.end();
    } else {
      this.#statement(payload.toString('utf8', 1), send, socket);
    }
  }

  get #limit(): number {
    return this.#options.maxAllowedPacket ?? 16 * 1024 * 1024;
  }

  #statement(sql: string, send: (...payloads: Buffer[]) => void, socket: Socket): void {
    this.statements.push(sql);
    if (sql.startsWith('SET ') || sql.startsWith('ALTER TABLE')) {
      send(ok());
    } else if (sql.includes('@@max_allowed_packet')) {
      send(...result([{ packet: this.#limit }], ['packet']));
    } else if (sql.includes('information_schema.COLUMNS')) {
      send(...result(this.#columns(sql), ['name', 'type', 'characters', 'bytes', 'charset', 'nullable']));
    } else if (sql.includes('information_schema.STATISTICS')) {
      const key = this.#named(sql)?.key ?? [];
      send(
        ...result(
          key.map((part) => ({ name: 'unique', part })),
          ['name', 'part'],
        ),
      );
    } else if (sql.startsWith('CREATE TABLE')) {
      this.table ??= new StoredTable(sql);
      send(ok());
    } else if (sql.startsWith('INSERT')) {
      this.#insert(sql, send, socket);
    } else {
      send(failure(1064, '42000', 'You have an error in your SQL syntax'));
    }
  }

  #named(sql: string): StoredTable | undefined {
    return this.table !== undefined && sql.includes(`'${this.table.name}'`) ? this.table : undefined;
  }

  #columns(sql: string): Readonly<Record<string, string | number | null>>[] {
    return [...(this.#named(sql)?.columns ?? [])].map(([name, { type, length, nullable }]) => ({
      name,
      type,
      characters: length ?? null,
      bytes: length ?? null,
      charset: length === undefined ? null : 'utf8mb4',
      nullable: nullable ? 'YES' : 'NO',
    }));
  }

  #insert(sql: string, send: (...payloads: Buffer[]) => void, socket: Socket): void {
    let insert: ReturnType<typeof readInsert>;
    try {
      insert = readInsert(sql);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      send(failure(1064, '42000', error.message));
      return;
    }
    const { rows } = insert;
    const play = this.plays.shift() ?? rows.map((row) => this.refuse(row)).find((one) => one !== undefined);
    const stored = play ?? this.#store(insert);
    this.attempts.push({ rows, accepted: typeof stored === 'number' });
    if (stored === 'hang') return;
    if (stored === 'cut') socket.destroy();
    else if (typeof stored === 'number') send(ok(stored));
    else send(failure(stored.number, stored.state, stored.message));
  }

  #store(insert: ReturnType<typeof readInsert>): Refusal | number {
    if (this.table?.name !== insert.table) {
      return {
        number: 1146,
        state: '42S02',
        message: `Table '${this.#options.database}.${insert.table}' doesn't exist`,
      };
    }
    return this.table.insert(insert);
  }
}

const sha1 = (...parts: Buffer[]): Buffer => createHash('sha1').update(Buffer.concat(parts)).digest();

/** What the client must answer to the seed: SHA1(password) XOR SHA1(seed + SHA1(SHA1(password))). */
function tokenOf(password: string, seed: Buffer): Buffer {
  if (password === '') return Buffer.alloc(0);
  const once = sha1(Buffer.from(password));
  const mask = sha1(seed, sha1(once));
  return Buffer.from(once.map((byte, index) => byte ^ (mask[index] ?? 0)));
}
