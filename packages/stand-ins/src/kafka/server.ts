import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { errorCodes } from './error-codes.ts';
import { Log, parse } from './log.ts';
import { Login, type Users } from './login.ts';
import { Reader } from './reader.ts';
import type { KafkaRecord } from './records.ts';
import { Writer } from './writer.ts';

export interface KafkaStandInOptions extends Users {
  /** Partitions of a topic that is made. Default 3. */
  readonly partitions?: number;
  /** Topics that are there. */
  readonly topics?: readonly string[];
  /** `auto.create.topics.enable`. Default true. */
  readonly createTopics?: boolean;
  /** `message.max.bytes`. Default 1048588. */
  readonly largest?: number;
}

type ErrorName = keyof typeof errorCodes;

/** What it does with a Produce request: refuses all partitions, cuts the connection before or after it took them, never answers. */
export type Play = ErrorName | 'cut' | 'taken and cut' | 'hang' | undefined;

/** A record that came in a batch that was taken or refused. */
export interface Arrived extends KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly accepted: boolean;
  /** Bytes of the batch it came in. */
  readonly batchBytes: number;
}

const keys = { produce: 0, metadata: 3, handshake: 17, versions: 18, initProducer: 22, authenticate: 36 } as const;
/** The versions that it speaks, all of them without tagged fields but for the answer to ApiVersions 3. */
const versions: readonly (readonly [key: number, least: number, most: number])[] = [
  [keys.produce, 7, 7],
  [keys.metadata, 8, 8],
  [keys.handshake, 1, 1],
  [keys.versions, 0, 3],
  [keys.initProducer, 1, 1],
  [keys.authenticate, 0, 0],
];
const defaultLargest = 1_048_588;
const validName = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/;

/** One broker of Kafka on loopback, for a producer: it keeps topics in memory, and refuses what a broker refuses. */
export class KafkaStandIn {
  /** What the next Produce requests come to. */
  plays: Play[] = [];
  /** How a record is refused, and with it the batch that it is in. */
  refuse: (record: KafkaRecord) => ErrorName | undefined = () => undefined;
  /** Topics that the user may not write to. */
  readonly forbidden = new Set<string>();
  /** Every record that came, taken or not, in their order; what was taken twice is here once. */
  readonly arrived: Arrived[] = [];
  /** Produce requests so far. */
  produced = 0;
  readonly #options: KafkaStandInOptions;
  readonly #logs = new Map<string, readonly Log[]>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #producers = 0n;

  constructor(options: KafkaStandInOptions = {}) {
    this.#options = options;
    for (const topic of options.topics ?? []) this.#create(topic);
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Records of a topic, partition by partition. */
  records(topic: string): readonly (readonly KafkaRecord[])[] {
    return (this.#logs.get(topic) ?? []).map(({ records }) => records);
  }

  get topics(): readonly string[] {
    return [...this.#logs.keys()];
  }

  /** Again on the same port, with what it had. */
  async start(): Promise<void> {
    if (this.#server) return;
    this.#server = createServer((socket) => this.#serve(socket)).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new TypeError('expected a TCP address');
    this.#port = address.port;
  }

  async stop(): Promise<void> {
    if (!this.#server) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server = undefined;
    this.cut();
    await closed;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #create(topic: string): readonly Log[] {
    const logs = Array.from({ length: this.#options.partitions ?? 3 }, () => new Log());
    this.#logs.set(topic, logs);
    return logs;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A client that goes away closes it, too.
    socket.on('error', () => socket.destroy());
    const login = new Login(this.#options.plain || this.#options.token ? this.#options : undefined);
    let waiting = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 4 && waiting.length - 4 >= waiting.readInt32BE()) {
        const end = 4 + waiting.readInt32BE();
        const request = new Reader(waiting.subarray(4, end));
        waiting = waiting.subarray(end);
        const answer = this.#answer(request, login);
        if (answer === 'cut') socket.destroy();
        else if (answer !== 'hang') socket.write(answer.frame());
      }
    });
  }

  #answer(request: Reader, login: Login): Writer | 'cut' | 'hang' {
    const [key, version] = [request.int16(), request.int16()];
    const answer = new Writer().int32(request.int32());
    request.nullableString();
    const isSpoken = versions.some(([one, least, most]) => one === key && version >= least && version <= most);
    if (key === keys.versions) return this.#versions(answer, isSpoken ? version : 0, isSpoken);
    if (!isSpoken) return 'cut';
    if (key === keys.handshake) {
      return answer.int16(login.handshake(request.string())).array(login.mechanisms, (name) => answer.string(name));
    }
    if (key === keys.authenticate) {
      const code = login.authenticate(request.bytes());
      answer.int16(code);
      return (code === errorCodes.NONE ? answer.noString() : answer.string('Authentication failed')).bytes(
        Buffer.alloc(0),
      );
    }
    // A broker drops who asks for anything before the login.
    if (!login.isOpen) return 'cut';
    if (key === keys.metadata) return this.#metadata(request, answer);
    if (key === keys.initProducer)
      return answer
        .int32(0)
        .int16(errorCodes.NONE)
        .int64(++this.#producers)
        .int16(0);
    return this.#produce(request, answer);
  }

  #versions(answer: Writer, version: number, isSpoken: boolean): Writer {
    answer.int16(isSpoken ? errorCodes.NONE : errorCodes.UNSUPPORTED_VERSION);
    const isTagged = version >= 3;
    // A compact array's length is counted from one.
    if (isTagged) answer.int8(versions.length + 1);
    else answer.int32(versions.length);
    for (const [key, least, most] of versions) {
      answer.int16(key).int16(least).int16(most);
      if (isTagged) answer.int8(0);
    }
    if (version >= 1) answer.int32(0);
    return isTagged ? answer.int8(0) : answer;
  }

  #metadata(request: Reader, answer: Writer): Writer {
    const wanted = request.array(() => request.string());
    const mayCreate = request.int8() !== 0 && this.#options.createTopics !== false;
    answer.int32(0).array([0], () => answer.int32(0).string('127.0.0.1').int32(this.#port).noString());
    answer.noString().int32(0);
    answer.array(wanted, (topic) => {
      const known = this.#logs.get(topic);
      const code = this.#codeOf(topic, known !== undefined, mayCreate);
      // A topic that is being made has no leaders yet.
      if (code === errorCodes.LEADER_NOT_AVAILABLE) this.#create(topic);
      answer.int16(code).string(topic).int8(0);
      answer.array(code === errorCodes.NONE ? [...(known ?? []).keys()] : [], (partition) => {
        answer.int16(errorCodes.NONE).int32(partition).int32(0).int32(0);
        answer
          .array([0], () => answer.int32(0))
          .array([0], () => answer.int32(0))
          .array([], () => undefined);
      });
      answer.int32(-2_147_483_648);
    });
    return answer.int32(-2_147_483_648);
  }

  #codeOf(topic: string, isKnown: boolean, mayCreate: boolean): number {
    if (!validName.test(topic)) return errorCodes.INVALID_TOPIC_EXCEPTION;
    if (this.forbidden.has(topic)) return errorCodes.TOPIC_AUTHORIZATION_FAILED;
    if (isKnown) return errorCodes.NONE;
    return mayCreate ? errorCodes.LEADER_NOT_AVAILABLE : errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  }

  #produce(request: Reader, answer: Writer): Writer | 'cut' | 'hang' {
    this.produced++;
    const play = this.plays.shift();
    request.nullableString();
    request.int16();
    request.int32();
    const topics = request.array(() => ({
      name: request.string(),
      partitions: request.array(() => ({ index: request.int32(), bytes: request.bytes() })),
    }));
    answer.array(topics, ({ name, partitions }) => {
      answer.string(name).array(partitions, ({ index, bytes }) => {
        const { code, offset } = this.#append(name, index, bytes, play);
        answer.int32(index).int16(code).int64(BigInt(offset)).int64(-1n).int64(0n);
      });
    });
    if (play === 'hang') return 'hang';
    return play === 'cut' || play === 'taken and cut' ? 'cut' : answer.int32(0);
  }

  #append(topic: string, partition: number, bytes: Buffer, play: Play): { code: number; offset: number } {
    const log = this.#logs.get(topic)?.[partition];
    const batch = parse(bytes, this.#options.largest ?? defaultLargest);
    if (typeof batch === 'string') return { code: errorCodes[batch], offset: -1 };
    const isRefused = play !== undefined && play !== 'taken and cut';
    const named = isRefused && play !== 'cut' && play !== 'hang' ? play : undefined;
    const own = batch.records.map((record) => this.refuse(record)).find((name) => name !== undefined);
    const refused = named ?? own ?? (isRefused ? 'REQUEST_TIMED_OUT' : undefined);
    const before = log?.records.length;
    const result =
      log === undefined || refused !== undefined
        ? { code: errorCodes[refused ?? 'UNKNOWN_TOPIC_OR_PARTITION'], offset: -1 }
        : log.append(batch.producerId, batch.sequence, batch.records);
    const isKnown = result.code === errorCodes.NONE && before === log?.records.length;
    const accepted = result.code === errorCodes.NONE;
    if (!isKnown) {
      for (const record of batch.records)
        this.arrived.push({ ...record, topic, partition, accepted, batchBytes: bytes.length });
    }
    return result;
  }
}
