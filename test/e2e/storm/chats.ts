import { type BarkServer, startBark } from '@kubeherald/stand-ins/bark';
import { startDingtalk } from '@kubeherald/stand-ins/dingtalk';
import { startDiscord } from '@kubeherald/stand-ins/discord';
import { startFeishu } from '@kubeherald/stand-ins/feishu';
import { startSlack } from '@kubeherald/stand-ins/slack';
import { startTelegram, telegramChat } from '@kubeherald/stand-ins/telegram';
import { startWecomApplication } from '@kubeherald/stand-ins/wecom-application';
import { startWecomRobot } from '@kubeherald/stand-ins/wecom-robot';

/** A chat that a storm is let loose on. */
export interface Chat {
  /** The plugin's folder. */
  readonly plugin: string;
  /** What it is configured with. */
  readonly options: { readonly [option: string]: unknown };
  /** What people see, in order. */
  texts(): readonly string[];
  /** Answers that say that it was too fast, and messages that were dropped for it. */
  throttled(): number;
  /** Answers that are neither success nor of {@link throttled}. */
  refused(): number;
  down(): Promise<void>;
}

const proxy = 'none';
/** Looked up each time, for time becomes virtual later. */
const now = () => Date.now();

/** Of an API that says it with a code in the body. */
function byCode(answers: readonly { readonly [field: string]: unknown }[], tooFast: number) {
  const count = (is: (code: unknown) => boolean) => answers.filter(({ errcode }) => is(errcode)).length;
  return {
    throttled: () => count((code) => code === tooFast),
    refused: () => count((code) => code !== 0 && code !== tooFast),
  };
}

async function dingtalk(): Promise<Chat> {
  const secret = 'SECtestsecret0123456789';
  const { url, messages, answers, down } = await startDingtalk({ token: 'kh-0123456789abcdef', secret, now });
  return {
    plugin: 'sink-dingtalk-signed',
    options: { url, secret, proxy },
    texts: () => messages.map(({ text }) => text),
    ...byCode(answers, 130101),
    down,
  };
}

async function wecomRobot(): Promise<Chat> {
  const { url, messages, answers, down } = await startWecomRobot({ key: 'kh012345-89ab-cdef-0123-456789abcdef', now });
  return {
    plugin: 'sink-wechat-mentions',
    options: { url, proxy },
    texts: () => messages.map(({ text }) => text),
    ...byCode(answers, 45009),
    down,
  };
}

async function wecomApplication(): Promise<Chat> {
  const company = { corpId: 'ww0123456789abcdef', agentId: 1000002 };
  const secret = 'corp-secret-0123456789';
  const api = await startWecomApplication({ ...company, secret, users: ['wangqing'], now });
  const { throttled, refused } = byCode(api.answers, 45009);
  return {
    plugin: 'sink-wechat',
    options: { ...company, corpSecret: secret, url: api.url, proxy },
    texts: () => api.inbox('wangqing').map(({ content }) => content),
    throttled: () => throttled() + api.dropped(),
    refused,
    down: () => api.down(),
  };
}

async function bark(): Promise<Chat> {
  const key = 'bRrYtMXnBeoBjTs4PHZGfX';
  const server: BarkServer = await startBark({ devices: { [key]: undefined }, bans: true, now });
  const status = (is: (status: number) => boolean) => server.handled.filter((one) => is(one.status)).length;
  return {
    plugin: 'sink-bark',
    options: { url: server.url, deviceKeys: [key], proxy },
    texts: () => (server.phones.get(key)?.shown ?? []).map(({ title, body }) => `${title}\n${body}`),
    throttled: () => status((code) => code === 403 || code === 429),
    refused: () => status((code) => ![200, 403, 429].includes(code)),
    down: () => server.down(),
  };
}

const starts = {
  slack: { start: () => startSlack({ now }), more: {} },
  feishu: { start: () => startFeishu({ secret: 'testsecret', now }), more: { secret: 'testsecret' } },
  discord: { start: () => startDiscord({ now }), more: {} },
  telegram: { start: () => startTelegram({ now }), more: { chatId: telegramChat } },
} as const;

const webhook = (preset: keyof typeof starts) => async (): Promise<Chat> => {
  const { start, more } = starts[preset];
  const { url, messages, answers, down } = await start();
  const count = (is: (status: number) => boolean) => answers.filter(({ status }) => is(status)).length;
  return {
    plugin: 'sink-webhook',
    options: { url, preset, proxy, ...more },
    texts: () => messages.map(({ title, text }) => `${title}\n${text}`),
    throttled: () => count((status) => status === 429),
    refused: () => count((status) => status !== 429 && status >= 300),
    down,
  };
};

/** Every chat sink, with its stand-in at the limits of the real one. */
export const chats: Readonly<Record<string, () => Promise<Chat>>> = {
  'dingtalk-signed': dingtalk,
  'wechat-mentions': wecomRobot,
  wechat: wecomApplication,
  bark,
  'webhook, slack': webhook('slack'),
  'webhook, feishu': webhook('feishu'),
  'webhook, discord': webhook('discord'),
  'webhook, telegram': webhook('telegram'),
};
