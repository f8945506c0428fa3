import type { Markup, Severity } from '@kubeherald/sink-sdk/message';

/**
 * WeCom's Markdown knows no escape: what it would read as markup is written with the full-width twin of its first character, which looks
 * alike and means nothing. That concerns mentions and tags, emphasis, code and links anywhere; headings, quotes and rules at the beginning of
 * a line. All else, names above all, stays as it is, to be copied.
 */
const special = /<(?=[@/!A-Za-z])|[*`]|(?<=\])\(|^[#>]|^-(?=--)/gm;

/** How far the characters of ASCII are from their full-width twins (Unicode, Halfwidth and Fullwidth Forms). */
const toFullWidth = 0xfee0;

const neutralise = (text: string): string =>
  text.replace(special, (found) => String.fromCodePoint(found.charCodeAt(0) + toFullWidth));

/** WeCom's three colours: orange, grey and green (developer.work.weixin.qq.com, document 99110). */
const colours: Readonly<Record<Severity, string>> = { warning: 'warning', other: 'comment', normal: 'info' };

const bold = (text: string): string => `**${text}**`;
const quote = (text: string): string => `> ${text}`;

/** The type `markdown`. */
export const wecomMarkdown: Markup = {
  escape: neutralise,
  bold,
  quote,
  title: (text, severity) => `<font color="${colours[severity]}">${bold(text)}</font>`,
};

/** The type `markdown_v2`: without colours; two spaces break a line, as in Markdown elsewhere. */
export const wecomMarkdown2: Markup = {
  escape: neutralise,
  bold,
  quote,
  title: (text) => `### ${text}`,
  line: (text) => (text === '' ? text : `${text}  `),
};
