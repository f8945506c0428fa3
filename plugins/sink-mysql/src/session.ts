import { connect } from 'node:net';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2';
import type { Address } from './address.ts';

/** What a statement came back with: rows of a SELECT, or how many rows it touched. */
export interface Answer {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly affected: number;
}

/**
 * Everything on which literals and their meaning depend is set, whatever the server's defaults are: without NO_BACKSLASH_ESCAPES and ANSI_QUOTES
 * the driver's escaping holds, strict mode loses nothing silently, and TIMESTAMP columns are given in UTC.
 */
const settings = [
  'SET NAMES utf8mb4',
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', SESSION time_zone = '+00:00'",
];

/** The server's bytes of one statement when it does not say; MySQL's default was never less. */
const leastPacket = 1024 * 1024;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function answerOf(result: unknown): Answer {
  if (Array.isArray(result)) return { rows: result.filter(isRecord), affected: 0 };
  const affected = isRecord(result) ? result.affectedRows : 0;
  return { rows: [], affected: typeof affected === 'number' ? affected : 0 };
}

function optionsOf(address: Address, timeoutMs: number): ConnectionOptions {
  const { host, port, user, password, database, tls } = address;
  const common: ConnectionOptions = { user, password, database, port, connectTimeout: timeoutMs, charset: 'utf8mb4' };
  if (tls === undefined) return { ...common, host };
  const { name, rejectUnauthorized, ...material } = tls;
  return {
    ...common,
    // The driver asks for, and looks in the certificate for, what it takes for the host; the socket decides where it really goes.
    host: name,
    stream: () => connect(port, host).setNoDelay(true),
    ssl: { ...material, rejectUnauthorized, verifyIdentity: rejectUnauthorized, minVersion: 'TLSv1.2' },
  };
}

/** Milliseconds that the server may take to hear goodbye. */
const goodbyeMs = 500;

/** One connection, made when it is needed and again when it broke. Statements go one after the other. */
export class Session {
  readonly #address: Address;
  readonly #timeoutMs: number;
  #connection: Connection | undefined;
  #packet = leastPacket;

  constructor(address: Address, timeoutMs: number) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
  }

  /** Bytes that the server takes in one statement, known once connected. */
  get packet(): number {
    return this.#packet;
  }

  /**
   * Runs a statement, connecting first when need be. What failed in between, or was aborted, leaves no connection behind.
   * @param patient for statements that may take longer than the time limit, such as ALTER TABLE
   * @throws what the driver says; the signal's reason
   */
  async query(sql: string, signal: AbortSignal, patient = false): Promise<Answer> {
    const connection = this.#connection ?? (await this.#connect(signal));
    const limited = patient ? signal : AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    return this.#run(connection, sql, limited);
  }

  /** Ends the connection; a statement in flight ends it by its signal. Safe twice. */
  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, goodbyeMs);
      connection.end(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    connection.destroy();
  }

  async #connect(signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted();
    const connection = createConnection(optionsOf(this.#address, this.#timeoutMs));
    // Between statements an idle connection may end: then the next one makes another. A statement in flight gets the error itself.
    connection.on('error', () => this.#drop(connection));
    // Not destroyed here: the driver would then forget to fail what is in flight.
    connection.on('end', () => this.#forget(connection));
    const limited = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    for (const sql of settings) await this.#run(connection, sql, limited);
    const { rows } = await this.#run(connection, 'SELECT @@max_allowed_packet AS packet', limited);
    const packet = rows[0]?.packet;
    this.#packet = typeof packet === 'number' ? packet : leastPacket;
    this.#connection = connection;
    return connection;
  }

  #run(connection: Connection, sql: string, signal: AbortSignal): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const abort = () => {
        this.#drop(connection);
        reject(signal.reason);
      };
      if (signal.aborted) {
        abort();
        return;
      }
      signal.addEventListener('abort', abort, { once: true });
      connection.query(sql, (error: unknown, result: unknown) => {
        signal.removeEventListener('abort', abort);
        if (error === null || error === undefined) {
          resolve(answerOf(result));
          return;
        }
        if (isRecord(error) && error.fatal === true) this.#drop(connection);
        reject(error);
      });
    });
  }

  #drop(connection: Connection): void {
    this.#forget(connection);
    connection.destroy();
  }

  #forget(connection: Connection): void {
    if (this.#connection === connection) this.#connection = undefined;
  }
}
