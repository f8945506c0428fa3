import type { Meaning } from '@kubeherald/sink-sdk';
import type { Markup } from '@kubeherald/sink-sdk/message';
import { gone, type Preset } from './preset.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** `<!channel>`, `<@U123>`, `<#C123>`, `<https://…|…>`: who has one of these in the label means it; all else is escaped. */
const ownOrSpecial = /<(?:[!@#]|https?:|mailto:)[^<>]*>|[&<>]/g;

/**
 * Slack's mrkdwn (docs.slack.dev, formatting message text): links, mentions and `<!channel>` stand in angle brackets, so nobody is notified by
 * what an event says. Emphasis has no escape; a name within underscores may come out slanted.
 */
const mrkdwn: Markup = {
  escape: (text) => text.replace(/[&<>]/g, (found) => entities[found] ?? found),
  label: (text) => text.replace(ownOrSpecial, (found) => entities[found] ?? found),
  bold: (text) => `*${text}*`,
  quote: (text) => `> ${text}`,
};

const webhook = gone('Slack');
const refused: Meaning = { kind: 'rejected' };
const forbidden: Meaning = {
  kind: 'config',
  advice: 'the channel takes nothing from this webhook: look at its posting permissions, or make a webhook for another',
};

/** Incoming webhooks of Slack. */
export const slack: Preset = {
  title: 'Slack',
  // "1 message per second per channel" (docs.slack.dev, rate limits).
  limits: [{ most: 1, lengthMs: 1000 }],
  rateLimit: { batches: 50, perMs: 60_000, burst: 1 },
  // Longer texts are taken, up to 40,000, and then cut; 4,000 are recommended.
  form: { markup: mrkdwn, limit: { characters: 4000 } },
  answers: {
    statuses: { 401: webhook, 403: forbidden, 404: webhook, 410: webhook },
    codes: {
      // Of slack.com/api, should the URL be one of that.
      field: 'ok',
      plain: true,
      success: ['ok'],
      codes: {
        no_text: refused,
        invalid_payload: refused,
        invalid_blocks: refused,
        msg_too_long: refused,
        too_many_attachments: refused,
        action_prohibited: forbidden,
        posting_to_general_channel_denied: forbidden,
        channel_not_found: webhook,
        channel_is_archived: { kind: 'config', advice: 'the channel is archived: make a webhook for another' },
        user_not_found: webhook,
        no_service: webhook,
        no_service_id: webhook,
        no_active_hooks: webhook,
        no_team: webhook,
        team_disabled: webhook,
        invalid_token: webhook,
        rollup_error: { kind: 'retry' },
        ratelimited: { kind: 'retry' },
      },
      otherwise: refused,
    },
  },
  options: [],
  open: (url) => ({
    url,
    body: ({ body }) => ({ text: body, unfurl_links: false, unfurl_media: false }),
    // no_text: there is such a webhook, and it says so before anybody sees anything.
    probe: () => ({ method: 'POST', body: {} }),
  }),
};
