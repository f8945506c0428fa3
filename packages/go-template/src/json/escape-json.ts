/** Escapes text for the inside of a JSON string. */
export function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

// a valid JSON escape, or one of Go's own, or a lone backslash
const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|["\\/bfnrtav']|)/g;

function jsonEscape(sequence: string): string {
  switch (sequence.charAt(1)) {
    case 'x':
      return `\\u00${sequence.slice(2)}`;
    case 'U': {
      const code = Number.parseInt(sequence.slice(2), 16);
      return code > 0x10ffff ? '\\ufffd' : escapeText(String.fromCodePoint(code));
    }
    case 'a':
      return '\\u0007';
    case 'v':
      return '\\u000b';
    case "'":
      return "'";
    case '':
      return '\\\\';
    default:
      return sequence;
  }
}

/** Makes text that was escaped by hand, or by Go's own rules, the inside of a JSON string: escapes that are valid stay. */
export function repairText(text: string): string {
  let result = '';
  let end = 0;
  for (const found of text.matchAll(ESCAPE)) {
    result += escapeText(text.slice(end, found.index)) + jsonEscape(found[0]);
    end = found.index + found[0].length;
  }
  return result + escapeText(text.slice(end));
}

/** Repairs the string literals in text that stands outside JSON's strings: `printf "%q"` writes Go's. */
export function repairLiterals(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"/gs, (_literal, inside: string) => `"${repairText(inside)}"`);
}
