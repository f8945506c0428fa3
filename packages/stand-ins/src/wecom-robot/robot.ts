import { type Asked, type Reply, SlidingWindow, serve } from '../loopback/index.ts';
import { type Fields, flawOf, isFields, type Members, readMessage, type WecomMessage } from './message.ts';

export interface WecomRobotOptions {
  /** The key in the robot's webhook. */
  readonly key: string;
  /** Members of the group: mobile number by user id. Default: none. */
  readonly members?: Members;
  /** Messages that it takes in a minute. Default 20, as the real one. */
  readonly perMinute?: number;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

/** A WeCom group robot on loopback. */
export interface WecomRobot {
  /** What a sink is given as its webhook. */
  readonly url: string;
  /** What the group sees, in order. */
  readonly messages: readonly WecomMessage[];
  /** Every answer that was given, in order. */
  readonly answers: readonly Fields[];
  /** The next requests get these answers, one each, in place of the robot's own. */
  failNext(...answers: readonly Fields[]): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

const minuteMs = 60_000;

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Errors come with a hint, the caller's address and a page that explains them. */
const explained = (errcode: number, errmsg: string, from: string): Fields => ({
  errcode,
  errmsg: `${errmsg}, hint: [1700000000123456789], from ip: ${from}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
});

/**
 * Starts a stand-in of the WeCom group robot (developer.work.weixin.qq.com, document 99110). It counts the bytes of contents and the messages
 * of a minute, checks cards, and notifies members only where the type of message can. Like the real one it answers 200 even when it refuses.
 */
export async function startWecomRobot(options: WecomRobotOptions): Promise<WecomRobot> {
  const { key, members = {}, perMinute = 20, now = Date.now } = options;
  const window = new SlidingWindow(perMinute, minuteMs);
  const messages: WecomMessage[] = [];
  const answers: Fields[] = [];
  const instead: Fields[] = [];

  const rule = ({ method, url, body, from }: Asked): Fields => {
    if (method !== 'POST') return explained(43002, 'require POST method', from);
    if (url.searchParams.get('key') !== key) return explained(93000, 'invalid webhook url', from);
    const given = parse(body);
    if (!isFields(given)) return explained(47001, 'data format error', from);
    const flaw = flawOf(given);
    if (flaw) return explained(flaw.errcode, flaw.errmsg, from);
    if (!window.take(now())) return explained(45009, 'api freq out of limit', from);
    messages.push(readMessage(given, members, now()));
    return { errcode: 0, errmsg: 'ok' };
  };

  const { origin, up, down } = await serve((asked): Reply => {
    if (asked.url.pathname !== '/cgi-bin/webhook/send') return { status: 404, body: 'no such page' };
    const body = instead.shift() ?? rule(asked);
    answers.push(body);
    return { body };
  });
  return {
    url: `${origin}/cgi-bin/webhook/send?key=${encodeURIComponent(key)}`,
    messages,
    answers,
    failNext: (...more) => void instead.push(...more),
    up,
    down,
  };
}
