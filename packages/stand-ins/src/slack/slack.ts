import { type Fields, isFields, lengthOf, list, parseFields, textOf } from '../chat/fields.ts';
import { Limits } from '../chat/limits.ts';
import { type ChatServer, type Ruled, startChat } from '../chat/server.ts';
import type { Asked } from '../loopback/index.ts';

export interface SlackOptions {
  /** Messages that the channel takes in a second. Default 1, as the real one, without the short bursts that it may allow. */
  readonly perSecond?: number;
  /** The channel is archived. */
  readonly archived?: boolean;
  /** Unix ms. Default Date.now. */
  readonly now?: () => number;
}

const path = '/services/T0123ABCD/B0123ABCD/kh0123456789abcdefghijkl';
/** Of a text; the rest is cut. */
const mostCharacters = 40_000;
const mostBlocks = 50;
const mostOfBlock: Readonly<Record<string, number>> = { section: 3000, header: 150 };

/** Webhooks of Slack say what is wrong in plain text. */
const says = (status: number, body: string): Ruled => ({ status, body });

function hasBadBlock(blocks: readonly unknown[]): boolean {
  return (
    blocks.length > mostBlocks ||
    blocks.some((block) => {
      if (!isFields(block)) return true;
      const most = mostOfBlock[textOf(block.type)];
      const text = isFields(block.text) ? textOf(block.text.text) : '';
      return most !== undefined && (text === '' || lengthOf(text) > most);
    })
  );
}

/** Slack makes links and mentions of what stands in angle brackets. */
const notifiedBy = (text: string): readonly string[] =>
  text.match(/<(?:!(?:here|channel|everyone)|[@#][A-Z0-9]+)[^>]*>/g) ?? [];

function flawOf({ text, blocks, attachments }: Fields): string | undefined {
  if (textOf(text) === '' && list(blocks).length + list(attachments).length === 0) return 'no_text';
  return hasBadBlock(list(blocks)) ? 'invalid_blocks' : undefined;
}

/** Starts a stand-in of Slack's incoming webhooks (docs.slack.dev, sending messages using incoming webhooks; rate limits). */
export function startSlack({
  perSecond = 1,
  archived = false,
  now = Date.now,
}: SlackOptions = {}): Promise<ChatServer> {
  const limits = new Limits([perSecond, 1000]);
  const rule = ({ method, url, headers, body }: Asked): Ruled => {
    if (!url.pathname.startsWith('/services/')) return { ...says(404, 'no such page'), isProbe: true };
    if (url.pathname !== path) return says(url.pathname.split('/').length === 5 ? 403 : 404, 'invalid_token');
    if (method !== 'POST') return says(400, 'invalid_payload');
    if (archived) return says(410, 'channel_is_archived');
    const given = /^application\/json\b/i.test(headers['content-type'] ?? '') ? parseFields(body) : undefined;
    if (given === undefined) return says(400, 'invalid_payload');
    const flaw = flawOf(given);
    if (flaw !== undefined) return says(400, flaw);
    const waitMs = limits.take(now());
    if (waitMs > 0)
      return { ...says(429, 'ratelimited'), headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } };
    const text = Array.from(textOf(given.text)).slice(0, mostCharacters).join('');
    return { ...says(200, 'ok'), message: { title: '', text, notified: notifiedBy(text), at: now(), body: given } };
  };
  return startChat(path, rule);
}
