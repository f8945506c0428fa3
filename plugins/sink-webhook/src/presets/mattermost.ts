import { type Markup, markdown } from '@kubeherald/sink-sdk/message';
import { gone, type Preset } from './preset.ts';

/** Takes no room on a screen (U+200B, zero width space): Mattermost has no escape for mentions, so they are cut in two by it. */
const nothing = '\u200b';

const chatMarkdown: Markup = {
  escape: (text) => markdown.escape(text).replace(/@(?=[\p{L}\p{N}_.-])/gu, `@${nothing}`),
  bold: markdown.bold,
  quote: (text) => `> ${text}`,
};

const webhook = gone('Mattermost');

/** Incoming webhooks of Mattermost. */
export const mattermost: Preset = {
  title: 'Mattermost',
  // What a server allows by default that limits at all (docs.mattermost.com, rate limit settings).
  limits: [{ most: 10, lengthMs: 1000 }],
  rateLimit: { batches: 120, perMs: 60_000, burst: 5 },
  // Of a post; a longer one is split.
  form: { markup: chatMarkdown, limit: { characters: 16_383 } },
  answers: {
    statuses: { 401: webhook, 403: webhook, 404: webhook },
    codes: {
      field: 'id',
      message: 'message',
      plain: true,
      success: ['ok'],
      codes: {
        'web.incoming_webhook.invalid.app_error': webhook,
        'web.incoming_webhook.disabled.app_error': {
          kind: 'config',
          advice: 'incoming webhooks are switched off in the System Console (Integrations)',
        },
      },
      otherwise: { kind: 'success' },
    },
  },
  options: ['channel'],
  open: (url, { channel }) => ({
    url,
    body: ({ body }) => ({ text: body, ...(channel === undefined ? {} : { channel }) }),
    // It objects to the missing text before it looks for the webhook: that it is a Mattermost is all that this tells.
    probe: () => ({ method: 'POST', body: {} }),
  }),
};
