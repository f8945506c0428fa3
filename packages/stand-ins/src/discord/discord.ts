import { type Fields, isFields, lengthOf, list, parseFields, textOf } from '../chat/fields.ts';
import { Limits } from '../chat/limits.ts';
import { type ChatServer, type Ruled, startChat } from '../chat/server.ts';
import type { Asked } from '../loopback/index.ts';

export interface DiscordOptions {
  /** Requests that the webhook takes in a minute. Default 30. */
  readonly perMinute?: number;
  /** In two seconds. Default 5. */
  readonly perTwoSeconds?: number;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

const [id, token] = ['1100000000000000001', 'kh-0123456789abcdefghijklmnopqrstuv'] as const;

/** Characters, at most (docs.discord.com, webhook and embed limits). */
const most = { content: 2000, embeds: 10, title: 256, description: 4096, fields: 25, footer: 2048, all: 6000 } as const;

const says = (status: number, code: number, message: string): Ruled => ({ status, body: { message, code } });

function flawOf({ content, embeds }: Fields): string | undefined {
  if (lengthOf(textOf(content)) > most.content) return 'content: Must be 2000 or fewer in length.';
  if (list(embeds).length > most.embeds) return 'embeds: Must be 10 or fewer in length.';
  let all = 0;
  for (const embed of list(embeds)) {
    if (!isFields(embed)) return 'embeds: Only dictionaries may be used.';
    const [title, description] = [lengthOf(textOf(embed.title)), lengthOf(textOf(embed.description))];
    const footer = isFields(embed.footer) ? lengthOf(textOf(embed.footer.text)) : 0;
    if (title > most.title) return 'embeds[0].title: Must be 256 or fewer in length.';
    if (description > most.description) return 'embeds[0].description: Must be 4096 or fewer in length.';
    if (footer > most.footer || list(embed.fields).length > most.fields) return 'embeds[0]: too much of it';
    all += title + description + footer;
  }
  return all > most.all ? 'Embed size exceeds maximum size of 6000' : undefined;
}

/** Only `content` notifies, and only what `allowed_mentions` does not take out. */
function notifiedBy({ content, allowed_mentions: allowed }: Fields): readonly string[] {
  const found = textOf(content).match(/@everyone|@here|<@[!&]?\d+>/g) ?? [];
  return isFields(allowed) && list(allowed.parse).length === 0 ? [] : found;
}

/** Starts a stand-in of a Discord webhook (docs.discord.com, execute webhook; rate limits). */
export function startDiscord(options: DiscordOptions = {}): Promise<ChatServer> {
  const { perMinute = 30, perTwoSeconds = 5, now = Date.now } = options;
  const limits = new Limits([perMinute, 60_000], [perTwoSeconds, 2000]);
  const rule = ({ method, url, headers, body }: Asked): Ruled => {
    const [, ownId, ownToken] = /^\/api\/webhooks\/([^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
    if (ownId !== id) return says(404, 10015, 'Unknown Webhook');
    if (ownToken !== token) return says(401, 50027, 'Invalid Webhook Token');
    if (method === 'GET') return { body: { id, token, type: 1, name: 'kubeherald' }, isProbe: true };
    if (method !== 'POST') return says(405, 0, '405: Method Not Allowed');
    const waitMs = limits.take(now());
    if (waitMs > 0) {
      const seconds = waitMs / 1000;
      const told = { message: 'You are being rate limited.', retry_after: seconds, global: false };
      return { status: 429, headers: { 'retry-after': String(Math.ceil(seconds)) }, body: told };
    }
    const given = /^application\/json\b/i.test(headers['content-type'] ?? '') ? parseFields(body) : undefined;
    if (given === undefined) return says(400, 50109, 'The request body contains invalid JSON.');
    if (textOf(given.content) === '' && list(given.embeds).length === 0)
      return says(400, 50006, 'Cannot send an empty message');
    const flaw = flawOf(given);
    // Without `wait` a message that is not kept is no error.
    const isAwaited = url.searchParams.get('wait') === 'true';
    if (flaw !== undefined)
      return isAwaited ? says(400, 50035, `Invalid Form Body: ${flaw}`) : { status: 204, body: '' };
    const [embed] = list(given.embeds).filter(isFields);
    const [title, text] = [textOf(embed?.title), textOf(embed?.description) || textOf(given.content)];
    const message = { title, text, notified: notifiedBy(given), at: now(), body: given };
    return isAwaited ? { body: { id: '42', type: 0, content: '' }, message } : { status: 204, body: '', message };
  };
  return startChat(`/api/webhooks/${id}/${token}`, rule);
}
