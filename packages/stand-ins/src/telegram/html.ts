const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const tags: ReadonlySet<string> = new Set(
  'b strong i em u ins s strike del span tg-spoiler a code pre blockquote'.split(' '),
);

/** What people read of Telegram's HTML (core.telegram.org/bots/api, HTML style); an error: what Telegram says that it cannot parse. */
export function readHtml(html: string): string | Error {
  const open: string[] = [];
  let text = '';
  for (const [piece, closing, name] of html.matchAll(/<(\/?)([^\s<>/]*)[^<>]*>|<|&(?:[a-z]+|#\d+);|[^<&]+|&/g)) {
    if (piece.startsWith('<')) {
      if (name === undefined || !tags.has(name)) return new Error(`Unsupported start tag "${name ?? ''}"`);
      if (closing === '') open.push(name);
      else if (open.pop() !== name) return new Error(`Unmatched end tag "${name}"`);
    } else text += names[piece.slice(1, -1)] ?? piece;
  }
  return open.length > 0 ? new Error(`Can't find end tag corresponding to start tag "${open.at(-1)}"`) : text;
}
