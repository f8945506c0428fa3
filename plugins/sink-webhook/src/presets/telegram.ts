import { ConfigError, type Meaning } from '@kubeherald/sink-sdk';
import type { Markup } from '@kubeherald/sink-sdk/message';
import type { Preset } from './preset.ts';
import { entities, formatted, unformatted } from './telegram-html.ts';

const asText = (text: string): string => text.replace(/[&<>]/g, (found) => entities[found] ?? found);

/** Telegram's HTML (core.telegram.org/bots/api, HTML style): three characters are written as entities. */
const html: Markup = {
  escape: asText,
  // A tag that Telegram does not know would cost the message all of its markup.
  label: asText,
  bold: (text) => `<b>${text}</b>`,
};

const token: Meaning = { kind: 'config', advice: 'the token in url is the one of no bot: ask @BotFather for it' };
const chat: Meaning = {
  kind: 'config',
  advice: 'check chatId: the bot must be a member of the chat, and may have to be an administrator of a channel',
};

/** What Telegram says beside its words (core.telegram.org/bots/api, ResponseParameters). */
const parameter = ({ parameters }: { readonly [field: string]: unknown }, name: string): unknown =>
  typeof parameters === 'object' && parameters !== null ? Reflect.get(parameters, name) : undefined;

/** Bots of Telegram. */
export const telegram: Preset = {
  title: 'Telegram',
  // "20 messages per minute to the same group" and "one message per second" to a chat (core.telegram.org/bots/faq).
  limits: [
    { most: 20, lengthMs: 60_000 },
    { most: 1, lengthMs: 1000 },
  ],
  rateLimit: { batches: 13, perMs: 60_000, burst: 3 },
  // Counted without the tags; with them it is never more.
  form: { markup: html, limit: { characters: 4096 } },
  answers: {
    statuses: { 401: token, 403: chat, 404: token },
    codes: {
      field: 'error_code',
      message: 'description',
      success: [],
      texts: [
        [
          /upgraded to a supergroup/i,
          { kind: 'config', advice: 'as a supergroup the chat has another id: set chatId to the new one' },
        ],
        [/chat not found|not enough rights|not a member|kicked|blocked|deactivated|chat_write_forbidden/i, chat],
        [
          /thread not found|topic_(closed|deleted)/i,
          { kind: 'config', advice: 'check threadId: there is no such topic' },
        ],
      ],
      told: (body) => {
        const id = parameter(body, 'migrate_to_chat_id');
        const advice = `as a supergroup the chat has another id: set chatId to "${String(id)}"`;
        return typeof id === 'number' ? { kind: 'config', advice } : undefined;
      },
      codes: { 400: { kind: 'rejected' }, 401: token, 403: chat, 404: token },
      otherwise: { kind: 'retry' },
      absent: ({ ok }) => (ok === true ? { kind: 'success' } : undefined),
      afterMs: (body) => {
        const seconds = parameter(body, 'retry_after');
        return typeof seconds === 'number' ? seconds * 1000 : undefined;
      },
    },
  },
  options: ['chatId', 'threadId'],
  open(url, { chatId, threadId }) {
    const bot = /^(.*\/bot[^/]+)(?:\/(?:sendMessage)?)?$/.exec(url.pathname)?.[1];
    if (bot === undefined)
      throw new ConfigError('url: expected https://api.telegram.org/botTOKEN, with the token that @BotFather gave');
    if (chatId === undefined) throw new ConfigError('chatId: preset telegram needs it, for a bot may be in many chats');
    const method = (name: string) => new URL(`${bot}/${name}`, url);
    const around = (text: object) => ({
      chat_id: chatId,
      ...(threadId === undefined ? {} : { message_thread_id: threadId }),
      ...text,
      link_preview_options: { is_disabled: true },
    });
    return {
      url: method('sendMessage'),
      body: ({ body }) => around(formatted(body)),
      // Telegram's parser has the last word: what it cannot read people can.
      instead: ({ body }, { message }) =>
        /can't parse entities/i.test(message) ? around(unformatted(body)) : undefined,
      probe: () => ({ method: 'POST', url: method('getChat'), body: { chat_id: chatId } }),
    };
  },
};
