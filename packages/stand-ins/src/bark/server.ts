import { type Asked, type Reply, serve } from '../loopback/index.ts';
import { Bans } from './bans.ts';
import { messageOf } from './message.ts';
import { Panic, payloadOf, payloadSize } from './payload.ts';
import { type AppEncryption, Phone } from './phone.ts';

export interface BarkOptions {
  /** The devices by their keys, with the encryption that their app is set to. */
  readonly devices: Readonly<Record<string, AppEncryption | undefined>>;
  readonly basicAuth?: { readonly username: string; readonly password: string };
  /** `--url-prefix`, such as `/bark`. */
  readonly urlPrefix?: string;
  /** `--max-batch-push-count`. Default -1: any number. */
  readonly maxBatch?: number;
  /** Whether it shuts out faulty clients, as the public server does. Default false. */
  readonly bans?: boolean;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

/** A request that came, and the status that it got. */
export interface Handled {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** Bytes that Apple takes of a notification, and of its collapse identifier. */
const largestPayload = 4096;
const longestCollapseId = 64;

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** bark-server 2.3.4 on loopback, with Apple's push service and the phones behind it. */
export interface BarkServer {
  /** With the prefix, as it is to be configured. */
  readonly url: string;
  readonly phones: ReadonlyMap<string, Phone>;
  /** Every request, in order. */
  readonly handled: readonly Handled[];
  /** Reasons with which Apple refuses the next notifications, one each; `""`: takes it. */
  refuseNext(...reasons: readonly string[]): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Starts a server that keeps bark-server's rules, and Apple's. */
export async function startBark(options: BarkOptions): Promise<BarkServer> {
  const bark = new Bark(options, () => served.down());
  const served = await serve((asked) => bark.handle(asked));
  return {
    url: `${served.origin}${options.urlPrefix ?? ''}`,
    phones: bark.phones,
    handled: bark.handled,
    refuseNext: (...reasons) => bark.refusals.push(...reasons),
    down: () => served.down(),
    up: () => served.up(),
  };
}

/** The rules, apart from how requests come in. */
class Bark {
  readonly phones: ReadonlyMap<string, Phone>;
  readonly handled: Handled[] = [];
  readonly refusals: string[] = [];
  readonly #options: BarkOptions;
  readonly #die: () => Promise<void>;
  readonly #bans: Bans;
  readonly #tokens: Set<string>;
  readonly #now: () => number;

  constructor(options: BarkOptions, die: () => Promise<void>) {
    this.#options = options;
    this.#die = die;
    this.#now = options.now ?? Date.now;
    this.#bans = new Bans(this.#now);
    this.phones = new Map(Object.entries(options.devices).map(([key, encryption]) => [key, new Phone(encryption)]));
    this.#tokens = new Set(this.phones.keys());
  }

  handle(asked: Asked): Reply {
    const reply = this.#bans.active ? { status: 403, body: 'banned' } : this.#answer(asked);
    const { status = 200 } = reply;
    if (this.#options.bans === true) this.#bans.note(status);
    this.handled.push({ method: asked.method, path: asked.url.pathname, status });
    return reply;
  }

  #answer(asked: Asked): Reply {
    const { urlPrefix = '' } = this.#options;
    const { pathname } = asked.url;
    if (!pathname.startsWith(`${urlPrefix}/`)) return this.#failed(404, 'Cannot find the path');
    const path = pathname.slice(urlPrefix.length);
    const [first = '', ...segments] = path.split('/').slice(1).map(decodeURIComponent);
    if (['ping', 'healthz'].includes(first)) return this.#said(200, 'pong');
    if (first === 'register') return this.#registered(segments[0] ?? '');
    if (!this.#allows(asked.headers.authorization)) {
      return { status: 418, body: "I'm a teapot" };
    }
    if (path === '/info') return { body: { version: 'v2.3.4', devices: this.#tokens.size } };
    if (asked.method !== 'POST' && asked.method !== 'GET') return this.#failed(405, 'Method Not Allowed');
    if (path === '/push')
      return asked.method === 'POST' ? this.#push(asked, {}) : this.#failed(405, 'Method Not Allowed');
    const names = [['device_key'], ['device_key', 'body'], ['device_key', 'title', 'body']][segments.length];
    if (names === undefined) return this.#failed(404, 'Cannot find the path');
    const inPath = Object.fromEntries(names.map((name, index) => [name, [first, ...segments][index] ?? '']));
    return this.#push(asked, inPath);
  }

  #allows(authorization: string | undefined): boolean {
    const { basicAuth } = this.#options;
    if (basicAuth === undefined) return true;
    const wanted = Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64');
    return authorization === `Basic ${wanted}`;
  }

  #registered(key: string): Reply {
    return this.#tokens.has(key)
      ? this.#said(200, 'success')
      : this.#failed(400, `failed to get [${key}] device token`);
  }

  /** The path wins over the query, the query over the body. A body of another type than JSON is not looked at here. */
  #push(asked: Asked, inPath: Readonly<Record<string, string>>): Reply {
    let body: unknown = {};
    if (asked.headers['content-type']?.toLowerCase().startsWith('application/json')) {
      try {
        body = JSON.parse(asked.body.toString());
      } catch (error) {
        return this.#failed(400, `request bind failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    const query = [...asked.url.searchParams].map(([name, value]) => [name.toLowerCase(), value]);
    const parameters = { ...(isFields(body) ? body : {}), ...Object.fromEntries(query), ...inPath };
    const { device_keys: given, ...rest } = parameters;
    if (given === undefined) return this.#pushOne(rest);
    if (typeof given !== 'string' && !Array.isArray(given)) return this.#failed(400, 'invalid type for device_keys');
    const keys = typeof given === 'string' ? given.split(',') : given.map(String);
    return keys.length === 0 ? this.#pushOne(rest) : this.#pushMany(keys, rest);
  }

  /** Outside of the middleware that would catch it, a panic ends the server. */
  #pushMany(keys: readonly string[], parameters: Readonly<Record<string, unknown>>): Reply {
    const { maxBatch = -1 } = this.#options;
    if (maxBatch !== -1 && keys.length > maxBatch) {
      return this.#failed(400, `batch push count exceeds the maximum limit: ${maxBatch}`);
    }
    try {
      const data = keys.map((key) => {
        const { code, message } = this.#toApple({ ...parameters, device_key: key });
        return { code, device_key: key, ...(code === 200 ? {} : { message }) };
      });
      return this.#said(200, 'success', data);
    } catch (error) {
      if (!(error instanceof Panic)) throw error;
      void this.#die();
      return { status: 500, body: 'nobody reads this: the connection is cut' };
    }
  }

  #pushOne(parameters: Readonly<Record<string, unknown>>): Reply {
    try {
      const { code, message } = this.#toApple(parameters);
      return code === 200 ? this.#said(200, 'success') : this.#failed(code, message);
    } catch (error) {
      if (error instanceof Panic) return this.#failed(500, error.message);
      throw error;
    }
  }

  #toApple(parameters: Readonly<Record<string, unknown>>): { readonly code: number; readonly message: string } {
    const message = messageOf(parameters);
    const { deviceKey, id } = message;
    if (deviceKey === '') return { code: 400, message: 'device key is empty' };
    const phone = this.phones.get(deviceKey);
    if (phone === undefined || !this.#tokens.has(deviceKey)) {
      return {
        code: 400,
        message: `failed to get device token: failed to get [${deviceKey}] device token from database`,
      };
    }
    const payload = payloadOf(message);
    const refused = (reason: string) => ({ code: 500, message: `push failed: ${reason}` });
    if (phone.removed) {
      this.#tokens.delete(deviceKey);
      return refused('Unregistered');
    }
    if (payloadSize(payload) > largestPayload) return refused('PayloadTooLarge');
    if (Buffer.byteLength(id) > longestCollapseId) return refused('BadCollapseId');
    const scripted = this.refusals.shift() ?? '';
    if (scripted !== '') return refused(scripted);
    phone.receive(payload, id);
    return { code: 200, message: 'success' };
  }

  #said(code: number, message: string, data?: unknown): Reply {
    const timestamp = Math.floor(this.#now() / 1000);
    return { status: code, body: { code, message, ...(data === undefined ? {} : { data }), timestamp } };
  }

  #failed(code: number, message: string): Reply {
    return this.#said(code, message);
  }
}
