import { ConfigError } from '@kubeherald/sink-sdk';
import { type Markup, markdown, type Severity } from '@kubeherald/sink-sdk/message';
import { gone, type Preset } from './preset.ts';

/** Discord honours the backslashes of CommonMark, and a line end is one. */
const chatMarkdown: Markup = {
  escape: markdown.escape,
  bold: markdown.bold,
  quote: (text) => `> ${text}`,
};

/** Colours of an embed's edge, RGB: Discord's own red, grey and blue. */
const colours: Readonly<Record<Severity, number>> = { warning: 0xed4245, other: 0x99aab5, normal: 0x5865f2 };

const webhook = gone('Discord');

/** Webhooks of Discord. */
export const discord: Preset = {
  title: 'Discord',
  // Discord tells its limits by headers, and they are not to be relied on; these are what webhooks have had for years.
  limits: [
    { most: 30, lengthMs: 60_000 },
    { most: 5, lengthMs: 2000 },
  ],
  rateLimit: { batches: 20, perMs: 60_000, burst: 5 },
  // Of an embed (docs.discord.com, embed limits).
  form: {
    markup: chatMarkdown,
    limit: { characters: 4096 },
    title: 'apart',
    titleLimit: { characters: 256 },
  },
  answers: {
    statuses: { 401: webhook, 403: webhook, 404: webhook },
    codes: {
      field: 'code',
      message: 'message',
      success: [],
      codes: { 10015: webhook, 50027: webhook },
      // What else it objects to, it says by the status as well.
      otherwise: { kind: 'success' },
      absent: ({ retry_after, id }) => {
        if (typeof retry_after === 'number') return { kind: 'retry' };
        return typeof id === 'string' ? { kind: 'success' } : undefined;
      },
      afterMs: ({ retry_after }) => (typeof retry_after === 'number' ? Math.ceil(retry_after * 1000) : undefined),
    },
    accept: (status) => status === 204,
  },
  options: [],
  open(url) {
    if (!/\/webhooks\/[^/]+\/[^/]+$/.test(url.pathname)) {
      throw new ConfigError('url: expected the webhook as Discord shows it, https://discord.com/api/webhooks/ID/TOKEN');
    }
    const post = new URL(url);
    // Without it a message that Discord does not keep is no error.
    post.searchParams.set('wait', 'true');
    return {
      url: post,
      body: ({ title, body, severity }) => ({
        embeds: [{ title, description: body, color: colours[severity] }],
        allowed_mentions: { parse: [] },
      }),
      probe: () => ({ method: 'GET', url }),
    };
  },
};
