import type { Markup } from '@kubeherald/sink-sdk/message';

/**
 * What means something in DingTalk's subset of Markdown: emphasis, code, links, images and HTML anywhere; headings, quotes and lists at the
 * beginning of a line. A backslash takes the meaning away. No more than needed is escaped, for names are to be read and copied.
 */
const special = /[\\`*_[\]<]|^[#>+-]/gm;

/** DingTalk's Markdown: two spaces break a line (open.dingtalk.com, message types). */
export const dingtalkMarkdown: Markup = {
  escape: (text) => text.replace(special, '\\$&'),
  bold: (text) => `**${text}**`,
  line: (text) => (text === '' ? text : `${text}  `),
  quote: (text) => `> ${text}`,
  title: (text) => `### ${text}`,
};
