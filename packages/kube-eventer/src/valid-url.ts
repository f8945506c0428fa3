/** What a path or query may consist of (RFC 3986 §3.4): the rest is percent-encoded, as the bytes of UTF-8. Host and user are left alone. */
export function validUrl(text: string): string {
  const [, authority = '', rest = ''] = /^([a-z][-a-z0-9+.]*:\/\/[^/?#]*)(.*)$/is.exec(text) ?? [];
  const escaped = rest.replace(/%(?![0-9a-f]{2})|[^-\w.~!$&'()*+,;=:@/?%]/giu, (character) =>
    Array.from(Buffer.from(character, 'utf8'), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
      '',
    ),
  );
  return `${authority}${escaped}`;
}
