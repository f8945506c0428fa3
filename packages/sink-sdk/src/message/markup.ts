import type { Severity } from './severity.ts';

/**
 * How a destination writes what the layout wants to say. Each function is small and looks at nothing but its text, for lines are measured
 * one by one; and none of them shortens a text.
 */
export interface Markup {
  /** Makes a value harmless: `*` must not become bold, nor `<@all>` a mention. Gets one line, or a part of one. */
  escape(text: string): string;
  /** Stresses a text that is escaped already. */
  bold(text: string): string;
  /** Completes a line; lines are joined by `\n`. Where a single line end does not break a line: `(text) => text + '  '`. Default: as it is. */
  line?(text: string): string;
  /** Sets a line of an event's message apart, escaped already: `(text) => '> ' + text`. Default: as it is. */
  quote?(text: string): string;
  /** Makes the user's label harmless where it would vanish or break what is around it. Default: as it is, for it may be markup, or a keyword to match. */
  label?(text: string): string;
  /** The title line inside the body, escaped already: `(text) => '### ' + text`. Default: {@link bold}. */
  title?(text: string, severity: Severity): string;
}

const same = (text: string): string => text;

/** No markup at all. */
export const plain: Markup = { escape: same, bold: same };

// What CommonMark 0.31 §2.4 lets a backslash escape, as far as it means something inside a line or at its beginning.
const special = /[\\`*_[\]<>#|~&]/g;

/**
 * What begins a block where a line begins, beyond {@link special}: bullets, lines of dashes, underlines of `=`, and numbers of lists
 * (CommonMark 0.31 §4.1, §4.3, §5.2). Nothing but these: a destination that does not honour a backslash shows it.
 */
const blockStart =
  /^( {0,3}(?:\d{1,9}(?=[.)](?:[ \t]|$)))?)((?<=\d)[.)]|[-+](?=[ \t]|$)|-(?=[- \t]*$)|=(?==*[ \t]*$))/gm;

/** An indentation that would make code of a line (CommonMark 0.31 §4.4), in which backslashes show. A tab counts as four columns. */
const deepIndentation = /^(?: {4}| {0,3}\t)[ \t]*(?=\S)/gm;

/** As wide as it was, of spaces that do not count as indentation. */
const unbreakable = (indentation: string): string => indentation.replaceAll('\t', '    ').replaceAll(' ', '\u00a0');

/** Markdown as CommonMark has it, for destinations that honour its backslashes. Two spaces break a line (CommonMark §6.7). */
export const markdown: Markup = {
  escape: (text) => text.replace(special, '\\$&').replace(blockStart, '$1\\$2').replace(deepIndentation, unbreakable),
  bold: (text) => `**${text}**`,
  line: (text) => (text === '' ? text : `${text}  `),
};
