/** Stands for a brace while handlebars parses; a noncharacter, which no text contains (Unicode §23.7). */
const stand = '\ufdd0';

/**
 * What may hold `}}` without being a value's end (escapes, comments), then a value in triple or double braces; the group is there when
 * one more brace follows.
 */
const pieces =
  /\\\{\{|\{\{~?!--[\s\S]*?--~?\}\}|\{\{~?![\s\S]*?\}\}|(?:\{\{~?\{[\s\S]*?\}~?\}\}|\{\{(?:"[^"]*"|'[^']*'|[^"'}]|\}(?!\}))*\}\})(\})?/g;

/**
 * `{"count": {{count}}}` ends in three braces, which handlebars takes for the end of `{{{`. Hides the third from it: the text keeps its
 * length, so that positions stay right. {@link restoreBraces} brings it back.
 */
export function hideBraces(template: string): string {
  return template.replace(pieces, (piece, third?: string) =>
    third === undefined ? piece : piece.slice(0, -1) + stand,
  );
}

export const restoreBraces = (text: string): string => text.replaceAll(stand, '}');
