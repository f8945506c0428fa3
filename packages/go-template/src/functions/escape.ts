import type { ByteString } from '../text/bytes.ts';
import { runes } from '../text/rune.ts';
import { isPrint } from '../text/unicode.ts';

const HTML: ReadonlyMap<string, string> = new Map([
  ['\0', '\u00ef\u00bf\u00bd'], // U+FFFD as bytes
  ['"', '&#34;'],
  ["'", '&#39;'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

/** template.HTMLEscapeString. */
export function escapeHtml(bytes: ByteString): ByteString {
  return bytes.replace(/[\0"'&<>]/g, (letter) => HTML.get(letter) ?? letter);
}

const JAVASCRIPT: ReadonlyMap<number, string> = new Map([
  [0x5c, '\\\\'],
  [0x27, "\\'"],
  [0x22, '\\"'],
  [0x3c, '\\u003C'],
  [0x3e, '\\u003E'],
  [0x26, '\\u0026'],
  [0x3d, '\\u003D'],
]);

/** template.JSEscapeString. */
export function escapeJavascript(bytes: ByteString): ByteString {
  const parts: string[] = [];
  for (const { code, index, size } of runes(bytes)) {
    const named = JAVASCRIPT.get(code);
    if (named !== undefined) parts.push(named);
    else if (code >= 0x20 && (code < 0x80 || isPrint(code))) parts.push(bytes.slice(index, index + size));
    else parts.push(`\\u${code.toString(16).toUpperCase().padStart(4, '0')}`);
  }
  return parts.join('');
}

/** url.QueryEscape. */
export function escapeQuery(bytes: ByteString): ByteString {
  return bytes.replace(/[^A-Za-z0-9_.~-]/g, (letter) =>
    letter === ' ' ? '+' : `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
