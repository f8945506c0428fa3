import { type Asked, type Reply, SlidingWindow, serve } from '../loopback/index.ts';
import { type Fields, flawOf, isFields, type RobotMessage, readMessage } from './message.ts';
import { objection, type Security } from './security.ts';

export interface DingtalkOptions extends Security {
  /** The robot's access token. */
  readonly token: string;
  /** Messages that it takes in a minute. Default 20, as the real one. */
  readonly perMinute?: number;
  /** Messages that it takes in all, as the plan's quota. Default: no limit. */
  readonly quota?: number;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

/** A DingTalk group robot on loopback. */
export interface DingtalkRobot {
  /** What a sink is given as its webhook. */
  readonly url: string;
  /** What the group sees, in order. */
  readonly messages: readonly RobotMessage[];
  /** Every answer that was given, in order. */
  readonly answers: readonly Fields[];
  /** Every body that came and was JSON, in order, whatever the answer was. */
  readonly bodies: readonly Fields[];
  /** The next requests get these answers, one each, in place of the robot's own. */
  failNext(...answers: readonly Fields[]): void;
  /** From now on the robot is switched off in the group's settings, or on again. */
  disable(disabled: boolean): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Bytes of a body, at most. */
const mostBytes = 20_000;
const minuteMs = 60_000;
/** For how long a robot that was too fast takes nothing. */
const penaltyMs = 600_000;

const says = (errcode: number, errmsg: string): Fields => ({ errcode, errmsg });
const tooFast = says(130101, 'send too fast, exceed 20 times per minute');

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The rules of one robot, apart from how requests come in. */
class Rules {
  readonly messages: RobotMessage[] = [];
  readonly bodies: Fields[] = [];
  disabled = false;
  readonly #options: DingtalkOptions;
  readonly #window: SlidingWindow;
  readonly #seen = new Set<string>();
  #throttledUntil = Number.NEGATIVE_INFINITY;

  constructor(options: DingtalkOptions) {
    this.#options = options;
    this.#window = new SlidingWindow(options.perMinute ?? 20, minuteMs);
  }

  answer(asked: Asked): Fields {
    const now = (this.#options.now ?? Date.now)();
    const refused = this.#refuseRequest(asked);
    if (refused) return refused;
    const body = parse(asked.body);
    if (!isFields(body)) return says(40035, 'missing parameter json');
    this.bodies.push(body);
    const against = objection(this.#options, asked, body, now);
    if (against !== undefined) return says(310000, `${against}, more: https://ding-doc.dingtalk.com`);
    return this.#refuseMessage(asked.body, body) ?? this.#take(body, now);
  }

  #refuseRequest({ method, url, headers }: Asked): Fields | undefined {
    if (method !== 'POST') return says(43002, 'require POST');
    if (!/^application\/json\s*(;\s*charset=utf-8)?$/i.test(headers['content-type'] ?? ''))
      return says(43004, 'invalid Content-Type');
    if (url.searchParams.get('access_token') !== this.#options.token) return says(300005, 'token is not exist');
    return this.disabled ? says(400102, '机器人已停用') : undefined;
  }

  #refuseMessage(bytes: Buffer, body: Fields): Fields | undefined {
    if (bytes.length > mostBytes) return says(460101, 'message too long, exceed 20000 bytes');
    const flaw = flawOf(body);
    if (flaw === undefined) return undefined;
    return says(flaw === 'missing parameter' ? 40035 : 400105, flaw);
  }

  #take(body: Fields, now: number): Fields {
    if (now < this.#throttledUntil) return tooFast;
    if (!this.#window.take(now)) {
      this.#throttledUntil = now + penaltyMs;
      return tooFast;
    }
    const { msgUuid } = body;
    const isFull = this.messages.length >= (this.#options.quota ?? Number.POSITIVE_INFINITY);
    if (typeof msgUuid === 'string' && msgUuid !== '') {
      // It has the message already: that is success, and nobody sees it twice.
      if (this.#seen.has(msgUuid)) return says(0, 'ok');
      if (!isFull) this.#seen.add(msgUuid);
    }
    if (isFull) return says(90030, 'webhook over limit');
    this.messages.push(readMessage(body, now));
    return says(0, 'ok');
  }
}

/**
 * Starts a stand-in of the DingTalk custom group robot (open.dingtalk.com, custom robots). It recomputes the signature, looks for keywords,
 * counts bytes and messages, and throttles for ten minutes who is too fast. Like the real one it answers 200 even when it refuses.
 */
export async function startDingtalk(options: DingtalkOptions): Promise<DingtalkRobot> {
  const rules = new Rules(options);
  const answers: Fields[] = [];
  const instead: Fields[] = [];
  const { origin, up, down } = await serve((asked): Reply => {
    if (asked.url.pathname !== '/robot/send') return { status: 404, body: 'no such page' };
    const body = instead.shift() ?? rules.answer(asked);
    answers.push(body);
    return { body };
  });
  return {
    url: `${origin}/robot/send?access_token=${encodeURIComponent(options.token)}`,
    messages: rules.messages,
    bodies: rules.bodies,
    answers,
    failNext: (...more) => void instead.push(...more),
    disable: (disabled) => {
      rules.disabled = disabled;
    },
    up,
    down,
  };
}
