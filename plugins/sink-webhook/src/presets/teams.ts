import type { Markup, Severity } from '@kubeherald/sink-sdk/message';
import { gone, type Preset } from './preset.ts';

/** What means something in the subset of Markdown that a TextBlock knows: emphasis, links, lists (adaptivecards.io, text features). */
const special = /[\\*[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[-+](?= )/gmu;

const cardMarkdown: Markup = {
  escape: (text) => text.replace(special, '\\$&').replace(/^(\d{1,9})\.(?= )/gm, '$1\\.'),
  bold: (text) => `**${text}**`,
  // Only an empty line separates what is to stand on two lines.
  line: (text) => (text === '' ? text : `${text}\n`),
};

/** The colours of a TextBlock. */
const colours: Readonly<Record<Severity, string>> = { warning: 'Attention', other: 'Default', normal: 'Accent' };

/** JSON bytes. Teams takes about 28 KB; what is around title and text has about 500. */
const room = { title: 600, body: 26_000 } as const;

const webhook = gone('Teams');

/** Workflows of Microsoft Teams that begin with "When a Teams webhook request is received". */
export const teams: Preset = {
  title: 'Teams',
  // "More than four requests per second" are throttled (learn.microsoft.com, incoming webhooks).
  limits: [{ most: 4, lengthMs: 1000 }],
  rateLimit: { batches: 60, perMs: 60_000, burst: 3 },
  form: {
    markup: cardMarkdown,
    limit: { jsonBytes: room.body },
    title: 'apart',
    titleLimit: { characters: 150, jsonBytes: room.title },
  },
  // 202: the workflow has the message; whether it posts it, only its own run history tells.
  answers: { statuses: { 401: webhook, 403: webhook, 404: webhook, 410: webhook } },
  options: [],
  open: (url) => ({
    url,
    body: ({ title, body, severity }) => ({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            msteams: { width: 'Full' },
            body: [
              {
                type: 'TextBlock',
                text: cardMarkdown.escape(title),
                wrap: true,
                weight: 'Bolder',
                size: 'Medium',
                color: colours[severity],
              },
              { type: 'TextBlock', text: body, wrap: true },
            ],
          },
        },
      ],
    }),
    // Any POST would run the workflow.
    probe: () => ({ method: 'OPTIONS' }),
  }),
};
