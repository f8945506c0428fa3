import { type Asked, type Reply, SlidingWindow, serve } from '../loopback/index.ts';
import { type Fields, isFields, says } from './fields.ts';
import { type Read, readMessage } from './message.ts';
import { addressed, type Directory } from './recipients.ts';
import { type Credentials, Tokens } from './tokens.ts';

export interface WecomApplicationOptions extends Credentials, Directory {
  readonly agentId: number;
  /** Messages that a member gets in a minute and an hour; more are dropped without a word. Default 30 and 1000. */
  readonly perMinute?: number;
  readonly perHour?: number;
  /** Accounts that the company may have: 200 times as many messages, counted by member, go out in a day. Default 1000. */
  readonly accounts?: number;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

/** The API of a WeCom application on loopback. */
export interface WecomApplication {
  /** What a sink is given in place of https://qyapi.weixin.qq.com. */
  readonly url: string;
  /** Every body that was sent as a message and was JSON, in order, whatever the answer was. */
  readonly bodies: readonly Fields[];
  /** Every answer to a message, in order. */
  readonly answers: readonly Fields[];
  /** What a member reads, in order. */
  inbox(user: string): readonly Read[];
  /** Messages that members did not get because they had too many. */
  dropped(): number;
  /** Tokens that were made so far, and how often one was asked for. */
  tokens(): { readonly made: number; readonly asked: number };
  /** Ends all tokens before their time. */
  revokeTokens(): void;
  /** The next messages get these answers, one each, in place of the API's own. */
  failNext(...answers: readonly Fields[]): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Messages per account and day. */
const perAccount = 200;
/** Seconds for which an identical message is not delivered again, by default and at most. */
const duplicateSeconds = { usual: 1800, most: 14_400 } as const;

/** Starts the API of one application, which keeps the documented rules. */
export async function startWecomApplication(options: WecomApplicationOptions): Promise<WecomApplication> {
  const rules = new Rules(options);
  const served = await serve((asked) => rules.handle(asked));
  return {
    url: served.origin,
    bodies: rules.bodies,
    answers: rules.answers,
    inbox: (user) => rules.inboxes.get(user) ?? [],
    dropped: () => rules.dropped,
    tokens: () => ({ made: rules.tokens.count, asked: rules.asked }),
    revokeTokens: () => rules.tokens.revoke(),
    failNext: (...answers) => void rules.scripted.push(...answers),
    down: () => served.down(),
    up: () => served.up(),
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Rules {
  readonly inboxes = new Map<string, Read[]>();
  readonly bodies: Fields[] = [];
  readonly answers: Fields[] = [];
  readonly scripted: Fields[] = [];
  readonly tokens: Tokens;
  dropped = 0;
  asked = 0;
  readonly #options: WecomApplicationOptions;
  readonly #now: () => number;
  readonly #windows = new Map<string, readonly SlidingWindow[]>();
  readonly #day: SlidingWindow;
  /** Until when an identical message counts as a repetition, by its body. */
  readonly #repeated = new Map<string, number>();

  constructor(options: WecomApplicationOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.tokens = new Tokens(options, this.#now);
    this.#day = new SlidingWindow((options.accounts ?? 1000) * perAccount, dayMs);
  }

  handle({ method, url, body }: Asked): Reply {
    const query = url.searchParams;
    if (url.pathname === '/cgi-bin/gettoken') {
      this.asked++;
      return { body: this.tokens.fetch(query.get('corpid'), query.get('corpsecret')) };
    }
    const objection = this.tokens.objection(query.get('access_token'));
    if (url.pathname === '/cgi-bin/agent/get') {
      const { agentId } = this.#options;
      const known = query.get('agentid') === String(agentId);
      return { body: objection ?? (known ? says(0, 'ok', { agentid: agentId }) : this.#notAllowed()) };
    }
    if (url.pathname !== '/cgi-bin/message/send') return { status: 404, body: 'no such interface' };
    const answer = method === 'POST' ? (objection ?? this.#send(body)) : says(43002, 'require POST method');
    this.answers.push(answer);
    return { body: answer };
  }

  #notAllowed(): Fields {
    return says(301002, 'not allow operate another agent with this accesstoken');
  }

  #send(bytes: Buffer): Fields {
    const body = parse(bytes);
    if (!isFields(body)) return says(47001, 'data format error');
    this.bodies.push(body);
    const scripted = this.scripted.shift();
    if (scripted) return scripted;
    if (body.agentid !== this.#options.agentId) return this.#notAllowed();
    const message = readMessage(body);
    if ('refused' in message) return message.refused;
    const to = addressed(body, this.#options);
    if ('refused' in to) return to.refused;
    const done = says(0, 'ok', { ...to.failures, msgid: `msg-${this.bodies.length}` });
    if (this.#isRepeated(bytes.toString('utf8'), body)) return done;
    const now = this.#now();
    for (const member of to.members) {
      if (!this.#day.take(now)) return says(45009, 'api freq out of limit');
      if (this.#mayGet(member, now)) this.inboxes.set(member, [...(this.inboxes.get(member) ?? []), message.read]);
      else this.dropped++;
    }
    return done;
  }

  /** The whole request is compared. */
  #isRepeated(text: string, { enable_duplicate_check: enabled, duplicate_check_interval: given }: Fields): boolean {
    if (enabled !== 1) return false;
    const now = this.#now();
    const seconds = typeof given === 'number' ? Math.min(given, duplicateSeconds.most) : duplicateSeconds.usual;
    const until = this.#repeated.get(text) ?? Number.NEGATIVE_INFINITY;
    if (now < until) return true;
    this.#repeated.set(text, now + seconds * 1000);
    return false;
  }

  #mayGet(member: string, now: number): boolean {
    const { perMinute = 30, perHour = 1000 } = this.#options;
    const windows = this.#windows.get(member) ?? [
      new SlidingWindow(perMinute, minuteMs),
      new SlidingWindow(perHour, hourMs),
    ];
    this.#windows.set(member, windows);
    return windows.every((window) => window.take(now));
  }
}
