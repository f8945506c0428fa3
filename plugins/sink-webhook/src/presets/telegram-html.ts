/** What a text must not contain as it is. */
export const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

const tag = /<(\/?)([a-z][a-z0-9-]*)(?:\s[^<>]*)?>/g;
const allowed: ReadonlySet<string> = new Set(
  'b strong i em u ins s strike del span tg-spoiler a tg-emoji code pre blockquote'.split(' '),
);

/** Whether Telegram can parse it: known tags, closed in their order, and nothing else that looks like one. */
function parses(text: string): boolean {
  const open: string[] = [];
  for (const [, closing, name = ''] of text.matchAll(tag)) {
    if (!allowed.has(name)) return false;
    if (closing === '') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0 && !text.replace(tag, '').includes('<');
}

/** The text without Telegram's tags, as it is meant to be read. All else in angle brackets is what somebody said, such as `<nil>`. */
const readable = (text: string): string =>
  text
    .replace(tag, (found, _closing, name: string) => (allowed.has(name) ? '' : found))
    .replace(/&(amp|lt|gt|quot);/g, (found, name: string) => characters[name] ?? found);

/** The fields of a message whose text is sent without its markup. */
export const unformatted = (text: string): { readonly text: string } => ({ text: readable(text) });

/**
 * The fields of a message that are its text. A template's output may be no HTML, or have been cut in the middle of a tag; Telegram would
 * refuse all of it, so it is sent as plain text then.
 */
export function formatted(text: string): { readonly text: string; readonly parse_mode?: 'HTML' } {
  return parses(text) ? { text, parse_mode: 'HTML' } : unformatted(text);
}
