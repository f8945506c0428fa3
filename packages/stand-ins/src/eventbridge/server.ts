import { createHmac } from 'node:crypto';
import { type Asked, type Reply, SlidingWindow, serve } from '../loopback/index.ts';
import { type Fields, isFields, objectionTo, sizeOf } from './event.ts';

/** A key that the account has. */
export interface EventBridgeKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
  /** Unix ms. */
  readonly expiresAt?: number;
  /** Whether its policy allows PutEvents. Default true. */
  readonly mayPut?: boolean;
}

export interface EventBridgeOptions {
  readonly keys: readonly EventBridgeKey[];
  readonly buses: readonly string[];
  /** Events that a bus takes in a second. Default 3000. */
  readonly eventsPerSecond?: number;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

/** EventBridge on loopback. */
export interface EventBridge {
  /** What a sink is given as its endpoint. */
  readonly url: string;
  /** Events that were taken, in order. */
  readonly events: readonly Fields[];
  /** Status and code of each answer, in order. */
  readonly answers: readonly string[];
  /** How many events each request had, in order. */
  readonly requestSizes: readonly number[];
  /** Entries whose JSON has this text are refused with this code. */
  refuse(text: string, code: string): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

const most = { events: 16, requestBytes: 262_144, eventBytes: 65_536 } as const;
const path = '/openapi/putEvents';
const contentType = 'application/cloudevents-batch+json; charset=utf-8';
/** Milliseconds that a request's date may be off. */
const skewMs = 15 * 60_000;

/** Starts an EventBridge, which keeps the documented rules. */
export async function startEventBridge(options: EventBridgeOptions): Promise<EventBridge> {
  const rules = new Rules(options);
  const served = await serve((asked) => rules.handle(asked));
  return {
    url: served.origin,
    events: rules.events,
    answers: rules.answers,
    requestSizes: rules.requestSizes,
    refuse: (text, code) => void rules.refused.set(text, code),
    down: () => served.down(),
    up: () => served.up(),
  };
}

const fails = (status: number, Code: string, Message: string): Reply => ({ status, body: { Code, Message } });

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Rules {
  readonly events: Fields[] = [];
  readonly answers: string[] = [];
  readonly requestSizes: number[] = [];
  readonly refused = new Map<string, string>();
  readonly #options: EventBridgeOptions;
  readonly #now: () => number;
  readonly #nonces = new Set<string>();
  readonly #window: SlidingWindow;

  constructor(options: EventBridgeOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#window = new SlidingWindow(options.eventsPerSecond ?? 3000, 1000);
  }

  handle(asked: Asked): Reply {
    const reply = this.#objection(asked) ?? this.#put(asked.body);
    const code: unknown = isFields(reply.body) ? reply.body.Code : undefined;
    this.answers.push(typeof code === 'string' ? `${reply.status} ${code}` : '200');
    return reply;
  }

  /** Who asks, and how. */
  #objection({ method, url, headers }: Asked): Reply | undefined {
    if (method !== 'POST' || url.pathname !== path) return fails(404, 'InvalidAction.NotFound', 'no such API');
    if (headers['content-type'] !== contentType) return fails(400, 'InvalidContentType', 'not a batch of CloudEvents');
    const { date = '' } = headers;
    if (!(Math.abs(Date.parse(date) - this.#now()) <= skewMs)) return fails(400, 'InvalidDate', date);
    const [, id, given] = /^acs:([^:]+):(.+)$/.exec(headers.authorization ?? '') ?? [];
    const key = this.#options.keys.find((one) => one.id === id);
    if (key === undefined) return fails(403, 'InvalidAccessKeyId', 'the AccessKey does not exist');
    if (key.securityToken !== headers['x-acs-security-token']) return fails(403, 'InvalidSecurityToken', 'wrong token');
    if (key.securityToken !== undefined && headers['x-acs-accesskey-id'] !== id) {
      return fails(403, 'InvalidAccessKeyId', 'x-acs-accesskey-id is missing');
    }
    if ((key.expiresAt ?? Number.POSITIVE_INFINITY) <= this.#now()) return fails(403, 'StsAccessIdExpired', 'expired');
    const lines = Object.keys(headers)
      .filter((name) => name.startsWith('x-acs-'))
      .sort()
      .map((name) => `${name}:${String(headers[name])}\n`);
    const text = `POST\n${String(headers['content-md5'] ?? '')}\n${contentType}\n${date}\n${lines.join('')}${path}`;
    const expected = createHmac('sha1', key.secret).update(text).digest('base64');
    if (given !== expected) return fails(403, 'SignatureDoesNotMatch', 'the signature does not match');
    const nonce = String(headers['x-acs-signature-nonce']);
    if (this.#nonces.has(nonce)) return fails(400, 'SignatureNonceUsed', 'the nonce was used');
    this.#nonces.add(nonce);
    return key.mayPut === false ? fails(403, 'AccessDenied', 'eventbridge:PutEvents is not allowed') : undefined;
  }

  #put(body: Buffer): Reply {
    const events = parse(body);
    if (!Array.isArray(events)) return fails(400, 'InvalidArgument', 'no JSON array');
    this.requestSizes.push(events.length);
    if (events.length > most.events) return fails(400, 'EventsCountExceed', `${events.length} events`);
    if (body.length > most.requestBytes) return fails(400, 'RequestSizeExceed', `${body.length} bytes`);
    const objection = events.map(objectionTo).find((one) => one !== undefined);
    if (objection !== undefined) return fails(400, 'InvalidCloudEvent', objection);
    if (!events.every(() => this.#window.take(this.#now()))) return fails(429, 'TooManyRequests', 'events per second');
    const entries = events.filter(isFields).map((event, at) => this.#take(event, at));
    const failed = entries.filter((entry) => 'ErrorCode' in entry).length;
    return { body: { RequestId: `request-${this.answers.length}`, FailedEntryCount: failed, EntryList: entries } };
  }

  #take(event: Fields, at: number): Fields {
    const text = JSON.stringify(event);
    const refused = [...this.refused].find(([wanted]) => text.includes(wanted))?.[1];
    const code = refused ?? this.#fault(event);
    const entry = { EventId: String(event.id), TraceId: `trace-${at}` };
    if (code !== undefined) return { ...entry, ErrorCode: code, ErrorMessage: 'not taken' };
    this.events.push(event);
    return entry;
  }

  #fault(event: Fields): string | undefined {
    if (sizeOf(event) > most.eventBytes) return 'EventSizeExceed';
    return this.#options.buses.includes(String(event.aliyuneventbusname)) ? undefined : 'EventBusNotExist';
  }
}
