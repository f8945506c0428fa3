import { type Asked, type Reply, SlidingWindow, serve } from '../loopback/index.ts';
import { readBody } from './body.ts';
import { type ReadGroup, readGroup } from './log-group.ts';
import { checkSignature, type SlsKey } from './signature.ts';

export interface SlsOptions {
  readonly project: string;
  readonly logStore: string;
  readonly region: string;
  readonly keys: readonly SlsKey[];
  /** Writes that the Logstore's shards take in a second. Default 500: one shard. */
  readonly writesPerSecond?: number;
  /** Refuses logs that have this among their values, and with each all of its request. */
  readonly malformed?: string;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

/** An answer that is no success. */
export interface SlsFault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** One Logstore on loopback. */
export interface Sls {
  /** What a sink is given as its endpoint. */
  readonly url: string;
  /** Everything that was taken, in order. */
  readonly groups: readonly ReadGroup[];
  /** Codes of the answers to writes, in order; `OK`: taken. */
  readonly answers: readonly string[];
  /** Host headers, in order. */
  readonly hosts: readonly string[];
  /** The keys that it knows from now on. */
  setKeys(...keys: readonly SlsKey[]): void;
  /** The next writes get these answers, one each; undefined: as the rules say. */
  failNext(...faults: readonly (SlsFault | undefined)[]): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Bytes of a log group before compression. */
const mostBytes = 10 * 1024 * 1024;
/** Logs in a group. */
const mostLogs = 40_960;
/** Milliseconds that a log's time may lie back and ahead. */
const [oldestMs, aheadMs] = [7 * 86_400_000, 15 * 60_000];

const fault = (status: number, code: string, message: string): SlsFault => ({ status, code, message });

/** Starts a Logstore, which keeps the documented rules. */
export async function startSls(options: SlsOptions): Promise<Sls> {
  const rules = new Rules(options);
  const served = await serve((asked) => rules.handle(asked));
  return {
    url: served.origin,
    groups: rules.groups,
    answers: rules.answers,
    hosts: rules.hosts,
    setKeys: (...keys) => {
      rules.keys = keys;
    },
    failNext: (...faults) => void rules.scripted.push(...faults),
    down: () => served.down(),
    up: () => served.up(),
  };
}

class Rules {
  readonly groups: ReadGroup[] = [];
  readonly answers: string[] = [];
  readonly hosts: string[] = [];
  readonly scripted: (SlsFault | undefined)[] = [];
  keys: readonly SlsKey[];
  readonly #options: SlsOptions;
  readonly #now: () => number;
  readonly #writes: SlidingWindow;

  constructor(options: SlsOptions) {
    this.#options = options;
    this.keys = options.keys;
    this.#now = options.now ?? Date.now;
    this.#writes = new SlidingWindow(options.writesPerSecond ?? 500, 1000);
  }

  handle(asked: Asked): Reply {
    this.hosts.push(asked.headers.host ?? '');
    const found = this.#answer(asked);
    if (asked.method === 'POST') this.answers.push(found?.code ?? 'OK');
    if (found === undefined) return { body: '' };
    return { status: found.status, body: { errorCode: found.code, errorMessage: found.message } };
  }

  #answer(asked: Asked): SlsFault | undefined {
    const { project, logStore, region } = this.#options;
    const { method, url, headers } = asked;
    if (!headers.host?.startsWith(`${project}.`)) {
      return fault(404, 'ProjectNotExist', `The Project does not exist : ${headers.host}`);
    }
    if (headers['x-log-apiversion'] !== '0.6.0') return fault(400, 'MissingAPIVersion', 'x-log-apiversion is required');
    const checked = checkSignature(asked, this.keys, region, this.#now());
    if (!('key' in checked)) return checked;
    const [, root, store, ...rest] = url.pathname.split('/');
    if (root !== 'logstores' || store !== logStore)
      return fault(404, 'LogStoreNotExist', `logstore ${store} does not exist`);
    if (method === 'GET') {
      return checked.key.mayRead === false
        ? fault(401, 'Unauthorized', 'denied by sts or ram, action: log:GetLogStore')
        : undefined;
    }
    const isWrite = method === 'POST' && (rest.length === 0 || rest.join('/') === 'shards/lb');
    return isWrite ? this.#write(asked) : fault(405, 'MethodNotSupported', `${method} ${url.pathname}`);
  }

  #write({ headers, body }: Asked): SlsFault | undefined {
    const scripted = this.scripted.shift();
    if (scripted) return scripted;
    if (!this.#writes.take(this.#now())) return fault(403, 'WriteQuotaExceed', 'Write quota is exceed: qps: 500');
    if (headers['content-type'] !== 'application/x-protobuf') {
      return fault(400, 'InvalidContentType', `Content-Type ${headers['content-type']} is unsupported`);
    }
    const size = headers['x-log-bodyrawsize'];
    if (size === undefined) return fault(400, 'MissingBodyRawSize', 'x-log-bodyrawsize is required');
    if (Number(size) > mostBytes)
      return fault(400, 'PostBodyTooLarge', `Body size ${String(size)} must little than 10485760`);
    let raw: Buffer;
    try {
      raw = readBody(headers, body);
    } catch (error) {
      return fault(400, 'PostBodyUncompressError', String(error));
    }
    return this.#take(raw);
  }

  #take(raw: Buffer): SlsFault | undefined {
    let group: ReadGroup;
    try {
      group = readGroup(raw);
    } catch (error) {
      return fault(400, 'PostBodyInvalid', `Protobuffer content cannot be parsed: ${String(error)}`);
    }
    const { malformed } = this.#options;
    const now = this.#now();
    if (group.logs.length > mostLogs) return fault(400, 'PostBodyTooLarge', `${group.logs.length} logs`);
    for (const { seconds, contents } of group.logs) {
      const at = seconds * 1000;
      // Whole seconds: what was 15 minutes ahead may seem more.
      if (at < now - oldestMs - 1000 || at > now + aheadMs) {
        return fault(400, 'InvalidTimestamp', `Timestamp ${seconds} of logs is in invalid range`);
      }
      if (malformed !== undefined && Object.values(contents).some((value) => value.includes(malformed))) {
        return fault(400, 'PostBodyInvalid', 'a log is malformed');
      }
    }
    this.groups.push(group);
    return undefined;
  }
}
