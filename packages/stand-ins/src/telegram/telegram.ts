import { lengthOf, parseFields, textOf } from '../chat/fields.ts';
import { Limits } from '../chat/limits.ts';
import { type ChatServer, type Ruled, startChat } from '../chat/server.ts';
import type { Asked } from '../loopback/index.ts';
import { readHtml } from './html.ts';

export interface TelegramOptions {
  /** Messages that the group takes in a minute. Default 20. */
  readonly perMinute?: number;
  /** In a second. Default 1. */
  readonly perSecond?: number;
  /** The bot was removed from the group. */
  readonly kicked?: boolean;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

/** The group that the bot is in. */
export const telegramChat = '-1001234567890';

const bot = '/bot1234567890:kh-0123456789abcdefghijklmnopqrs';
/** Of a message, after its HTML is read. */
const mostCharacters = 4096;

const refuses = (code: number, description: string, parameters?: object): Ruled => ({
  status: code,
  body: { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) },
});

/** Starts a stand-in of the Bot API (core.telegram.org/bots/api; limits: core.telegram.org/bots/faq). */
export function startTelegram(options: TelegramOptions = {}): Promise<ChatServer> {
  const { perMinute = 20, perSecond = 1, kicked = false, now = Date.now } = options;
  const limits = new Limits([perMinute, 60_000], [perSecond, 1000]);
  const rule = ({ url, headers, body }: Asked): Ruled => {
    const [, own, method] = /^(\/bot[^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
    if (own !== bot) return refuses(own === undefined ? 404 : 401, own === undefined ? 'Not Found' : 'Unauthorized');
    const given = /\bjson\b/i.test(headers['content-type'] ?? '') ? parseFields(body) : undefined;
    if (given?.chat_id !== telegramChat) return refuses(400, 'Bad Request: chat not found');
    if (kicked) return refuses(403, 'Forbidden: bot was kicked from the supergroup chat');
    if (method === 'getChat') return { body: { ok: true, result: { id: Number(telegramChat) } }, isProbe: true };
    if (method !== 'sendMessage' || given === undefined) return refuses(404, 'Not Found');
    const text = given.parse_mode === 'HTML' ? readHtml(textOf(given.text)) : textOf(given.text);
    if (text instanceof Error) return refuses(400, `Bad Request: can't parse entities: ${text.message}`);
    if (text.trim() === '') return refuses(400, 'Bad Request: message text is empty');
    if (lengthOf(text) > mostCharacters) return refuses(400, 'Bad Request: message is too long');
    const waitMs = limits.take(now());
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      return refuses(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
    }
    const message = { title: '', text, notified: [], at: now(), body: given };
    return { body: { ok: true, result: { message_id: 1, date: Math.floor(now() / 1000), text } }, message };
  };
  return startChat(bot, rule);
}
