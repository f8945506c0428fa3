import type { Markup } from '@kubeherald/sink-sdk/message';

/**
 * Takes no room on a screen (U+200B, zero width space). WeCom documents no way to escape, so what would be read as markup is cut in two
 * by it.
 */
const nothing = '\u200b';

const split = (pattern: RegExp) => (text: string) => text.replace(pattern, `$&${nothing}`);

/** Text: WeCom makes links of `<a href>` (developer.work.weixin.qq.com/document/path/90236). */
export const text: Markup = { escape: split(/<(?=\/?a[\s>])/gi), bold: (one) => one };

const inMarkdown = split(/<(?=[@/a-z])|\*(?=\*)|\](?=\()|`|^[#>](?=[#>\s])/gim);

/** WeCom's Markdown: headings, bold, links, code, quotes and font colours; nothing else. */
export const markdown: Markup = {
  escape: inMarkdown,
  bold: (one) => `**${one}**`,
  quote: (line) => `> ${line}`,
};
