import { createHmac } from 'node:crypto';
import type { Meaning } from '@kubeherald/sink-sdk';
import type { Markup, Severity } from '@kubeherald/sink-sdk/message';
import { gone, type Preset } from './preset.ts';

/**
 * The signature that a robot with 签名校验 demands: base64 of HMAC-SHA256 over nothing, keyed with time and secret (open.feishu.cn, custom bots).
 * @param timestamp Unix seconds; Feishu takes it within an hour of its own clock
 */
export function sign(secret: string, timestamp: number): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
}

/** What means something in the Markdown of cards, and is written as an entity then (open.feishu.cn, rich text component). */
const special = /[&<>*~`[\]\\]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^(?:[-+](?= )|-(?=--))/gmu;

const cardMarkdown: Markup = {
  escape: (text) => text.replace(special, (found) => `&#${found.charCodeAt(0)};`),
  bold: (text) => `**${text}**`,
};

/** Colours of a card's header. */
const templates: Readonly<Record<Severity, string>> = { warning: 'red', other: 'grey', normal: 'blue' };

/** JSON bytes. A robot takes 20 KB; what is around title and text has about 300. */
const room = { title: 600, body: 18_500 } as const;

const minuteMs = 60_000;
const tooFast: Meaning = {
  kind: 'retry',
  afterMs: minuteMs,
  advice: 'Feishu takes 100 messages a minute and 5 a second; when others post through this robot too, lower perMinute',
};
const webhook = gone('Feishu');

/** Custom robots of Feishu and Lark. */
export const feishu: Preset = {
  title: 'Feishu',
  limits: [
    { most: 100, lengthMs: minuteMs },
    { most: 5, lengthMs: 1000 },
  ],
  rateLimit: { batches: 75, perMs: minuteMs, burst: 5 },
  form: {
    markup: cardMarkdown,
    limit: { jsonBytes: room.body },
    title: 'apart',
    titleLimit: { characters: 150, jsonBytes: room.title },
  },
  answers: {
    statuses: { 401: webhook, 403: webhook, 404: webhook },
    codes: {
      field: 'code',
      message: 'msg',
      success: [0],
      texts: [[/frequency limit|too many request|频率/i, tooFast]],
      codes: {
        9499: { kind: 'rejected' },
        11232: tooFast,
        99991400: tooFast,
        19001: webhook,
        19021: {
          kind: 'config',
          advice:
            "secret is not the robot's, or is missing: copy it from its security settings (签名校验); or the clock of this machine is off by more than an hour",
        },
        19022: { kind: 'config', advice: "add this address to the robot's list of IP addresses" },
        19024: {
          kind: 'config',
          advice:
            'the robot demands one of its keywords in each message: set label to one of them, or to a text with one',
        },
      },
      otherwise: { kind: 'rejected' },
      // Robots of long ago say it under other names.
      absent: ({ StatusCode }) => (StatusCode === 0 ? { kind: 'success' } : undefined),
      afterMs: (_body, { 'x-ogw-ratelimit-reset': seconds }) =>
        typeof seconds === 'string' && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : undefined,
    },
  },
  options: ['secret'],
  open(url, { secret }) {
    const signed = (nowMs: number) => {
      if (secret === undefined) return {};
      const timestamp = Math.floor(nowMs / 1000);
      return { timestamp: String(timestamp), sign: sign(secret, timestamp) };
    };
    return {
      url,
      body: ({ title, body, severity }, nowMs) => ({
        ...signed(nowMs),
        msg_type: 'interactive',
        card: {
          config: { wide_screen_mode: true },
          header: { title: { tag: 'plain_text', content: title }, template: templates[severity] },
          elements: [{ tag: 'markdown', content: body }],
        },
      }),
      probe: (nowMs) => ({ method: 'POST', body: signed(nowMs) }),
    };
  },
};
