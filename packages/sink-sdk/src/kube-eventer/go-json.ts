/** What Go's encoding/json escapes beyond JSON: it may stand in HTML and in JavaScript. */
const escaped = /[<>&\u2028\u2029]/g;

const escapeOf = (found: string): string => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Half a surrogate pair, which Go reads as the replacement character. */
const wellFormed = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

/**
 * JSON as Go's encoding/json writes it: with `<`, `>` and `&` as escapes. They can only be within strings.
 * @param indent spaces of each level; 0 for one line
 */
export function goJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, wellFormed, indent).replace(escaped, escapeOf);
}
