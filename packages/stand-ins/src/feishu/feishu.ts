import { createHmac } from 'node:crypto';
import { type Fields, isFields, list, parseFields, textOf } from '../chat/fields.ts';
import { Limits } from '../chat/limits.ts';
import { type ChatServer, type Ruled, startChat } from '../chat/server.ts';
import type { Asked } from '../loopback/index.ts';

/** How a robot is secured, and how fast it is; several hold together. */
export interface FeishuOptions {
  /** Of 签名校验. */
  readonly secret?: string;
  /** A message must contain one of them. */
  readonly keywords?: readonly string[];
  /** Addresses that may post. */
  readonly addresses?: readonly string[];
  /** Default 100, as the real one. */
  readonly perMinute?: number;
  /** Default 5, as the real one. */
  readonly perSecond?: number;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

const path = '/open-apis/bot/v2/hook/kh012345-89ab-cdef-0123-456789abcdef';
const mostBytes = 20 * 1024;
/** How far `timestamp` may be from the robot's clock: an hour, s. */
const skewS = 3600;

const says = (code: number, msg: string, status = 200): Ruled => ({ status, body: { code, msg, data: {} } });

function isSigned(secret: string, { timestamp, sign }: Fields, now: number): boolean {
  const seconds = textOf(timestamp);
  if (!/^\d+$/.test(seconds) || Math.abs(Number(seconds) - now / 1000) > skewS) return false;
  return createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64') === sign;
}

/** A message as it is read. */
interface Shown {
  readonly title: string;
  readonly text: string;
}

function readCard(card: unknown): Shown | undefined {
  if (!isFields(card)) return undefined;
  const { header, elements } = card;
  const title = isFields(header) && isFields(header.title) ? textOf(header.title.content) : '';
  const texts = list(elements).map((element) => {
    if (!isFields(element)) return '';
    if (element.tag === 'markdown') return textOf(element.content);
    return element.tag === 'div' && isFields(element.text) ? textOf(element.text.content) : '';
  });
  return texts.length > 0 && texts.every((text) => text !== '') ? { title, text: texts.join('\n') } : undefined;
}

/** What a body says; undefined: it is no message. */
function read(body: Fields): Shown | undefined {
  if (body.msg_type === 'interactive') return readCard(body.card);
  if (body.msg_type !== 'text' || !isFields(body.content)) return undefined;
  const text = textOf(body.content.text);
  return text === '' ? undefined : { title: '', text };
}

/** Starts a stand-in of Feishu's custom robot (open.feishu.cn, custom bots usage guide). Most of what it refuses it refuses with 200. */
export function startFeishu(options: FeishuOptions = {}): Promise<ChatServer> {
  const { secret, keywords = [], addresses, perMinute = 100, perSecond = 5, now = Date.now } = options;
  const limits = new Limits([perMinute, 60_000], [perSecond, 1000]);
  const rule = ({ method, url, headers, body, from }: Asked): Ruled => {
    if (!url.pathname.startsWith('/open-apis/')) return { status: 404, body: '404 page not found', isProbe: true };
    if (url.pathname !== path) return says(19001, 'param invalid: incoming webhook access token invalid');
    const given = method === 'POST' && /\bjson\b/i.test(headers['content-type'] ?? '') ? parseFields(body) : undefined;
    if (given === undefined) return says(9499, 'Bad Request', 400);
    if (addresses && !addresses.includes(from)) return says(19022, 'Ip Not Allowed');
    if (secret !== undefined && !isSigned(secret, given, now()))
      return says(19021, 'sign match fail or timestamp is not within one hour from current time');
    if (textOf(given.msg_type) === '') return says(19002, 'params error, msg_type need');
    if (body.length > mostBytes) return says(19036, 'the request body is too large');
    const shown = read(given);
    if (shown === undefined) return says(9499, 'Bad Request', 400);
    const { title, text } = shown;
    if (keywords.length > 0 && !keywords.some((keyword) => `${title}\n${text}`.includes(keyword)))
      return says(19024, 'Key Words Not Found');
    const waitMs = limits.take(now());
    if (waitMs > 0) {
      const reset = { 'x-ogw-ratelimit-reset': String(Math.ceil(waitMs / 1000)) };
      return { ...says(11232, 'create message too frequently', 429), headers: reset };
    }
    const notified = text.match(/<at [^>]*>/g) ?? [];
    return { ...says(0, 'success'), message: { title, text, notified, at: now(), body: given } };
  };
  return startChat(path, rule);
}
