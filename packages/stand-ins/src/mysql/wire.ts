/**
 * MySQL's client/server protocol, as far as the stand-in speaks it: framing, and the packets that a server sends. Source: MySQL Source Code
 * Documentation, "Client/Server Protocol".
 */

/** Bytes of a packet's head: three of its length, one of its number. */
const headBytes = 4;

/** Puts a payload into a packet. Payloads of 16 MiB and more, which take several, are not sent here. */
export function packet(payload: Buffer, number: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUIntLE(payload.length, 0, 3);
  head.writeUInt8(number & 0xff, 3);
  return Buffer.concat([head, payload]);
}

/** Takes packets out of a stream of bytes. */
export class PacketReader {
  #bytes: Buffer = Buffer.alloc(0);

  /** The payloads that are complete now, each with its number. */
  push(chunk: Buffer): { readonly payload: Buffer; readonly number: number }[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const found: { payload: Buffer; number: number }[] = [];
    while (this.#bytes.length >= headBytes) {
      const end = headBytes + this.#bytes.readUIntLE(0, 3);
      if (this.#bytes.length < end) break;
      found.push({ payload: this.#bytes.subarray(headBytes, end), number: this.#bytes.readUInt8(3) });
      this.#bytes = this.#bytes.subarray(end);
    }
    return found;
  }
}

/** A length in the protocol's own encoding. */
function lengthOf(value: number): Buffer {
  if (value < 0xfb) return Buffer.from([value]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt8(0xfd);
  bytes.writeUIntLE(value, 1, 3);
  return bytes;
}

const lengthString = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([lengthOf(bytes.length), bytes]);
};

/** Autocommit is on: the only status that this server has. */
const status = Buffer.from([0x02, 0x00]);

/** LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH. */
const capabilities = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000;
/** utf8mb4_general_ci. */
const charset = 45;

/** The server's first packet. @param seed 20 bytes, none of them zero */
export function greeting(version: string, seed: Buffer): Buffer {
  const numbers = Buffer.alloc(21);
  numbers.writeUInt16LE(capabilities & 0xffff, 0);
  numbers.writeUInt8(charset, 2);
  status.copy(numbers, 3);
  numbers.writeUInt16LE(capabilities >>> 16, 5);
  numbers.writeUInt8(seed.length + 1, 7);
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from(`${version}\0`),
    Buffer.from([1, 0, 0, 0]),
    seed.subarray(0, 8),
    Buffer.from([0]),
    numbers.subarray(0, 18),
    seed.subarray(8),
    Buffer.from('\0mysql_native_password\0'),
  ]);
}

/** What a client says of itself. */
export interface Login {
  readonly user: string;
  readonly token: Buffer;
  readonly database: string;
}

/** Reads a client's answer to the greeting. */
export function readLogin(payload: Buffer): Login {
  let at = 32;
  const text = () => {
    const end = payload.indexOf(0, at);
    const found = payload.toString('utf8', at, end);
    at = end + 1;
    return found;
  };
  const user = text();
  const length = payload.readUInt8(at);
  const token = payload.subarray(at + 1, at + 1 + length);
  at += 1 + length;
  return { user, token, database: text() };
}

/** The packet that says that a statement was done. */
export const ok = (affected = 0): Buffer =>
  Buffer.concat([Buffer.from([0]), lengthOf(affected), lengthOf(0), status, Buffer.from([0, 0])]);

/** The packet that refuses something. */
export function failure(number: number, state: string, message: string): Buffer {
  const head = Buffer.from([0xff, number & 0xff, number >>> 8]);
  return Buffer.concat([head, Buffer.from(`#${state}${message}`)]);
}

const end = Buffer.concat([Buffer.from([0xfe, 0, 0]), status]);
const [longNumber, text] = [0x08, 0xfd];

function column(name: string, type: number): Buffer {
  const tail = Buffer.alloc(13);
  tail.writeUInt8(0x0c, 0);
  tail.writeUInt16LE(charset, 1);
  tail.writeUInt32LE(1024, 3);
  tail.writeUInt8(type, 7);
  return Buffer.concat([...['def', '', '', '', name, name].map(lengthString), tail]);
}

/** The packets of a result. */
export function result(
  rows: readonly Readonly<Record<string, string | number | null>>[],
  names: readonly string[],
): Buffer[] {
  const typeOf = (name: string) => (typeof rows[0]?.[name] === 'number' ? longNumber : text);
  const cell = (value: string | number | null | undefined) =>
    value === null || value === undefined ? Buffer.from([0xfb]) : lengthString(String(value));
  return [
    lengthOf(names.length),
    ...names.map((name) => column(name, typeOf(name))),
    end,
    ...rows.map((row) => Buffer.concat(names.map((name) => cell(row[name])))),
    end,
  ];
}
