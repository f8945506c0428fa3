/** A URL as Go's net/url reads it: nothing is normalised, and the query stays as it was written. */
export interface GoUrl {
  /** In lower case; empty when there is none. */
  readonly scheme: string;
  /** What follows the scheme when it is no path, as in `kafka:broker`. */
  readonly opaque: string;
  readonly user: { readonly name: string; readonly password: string | undefined } | undefined;
  /** With the port, as written. */
  readonly host: string;
  /** Decoded. */
  readonly path: string;
  /** As written. */
  readonly rawPath: string;
  /** As written, without the question mark. */
  readonly rawQuery: string;
  /** As written, without the `#`; undefined when there is none. */
  readonly fragment: string | undefined;
}

/** A text that is no URL; the message is Go's, which users find in search engines. */
export class GoUrlError extends Error {
  override readonly name = 'GoUrlError';
}

/**
 * Reads a URL by the rules of Go's `url.Parse` (https://pkg.go.dev/net/url), which differ from the WHATWG's: no escaping, no default
 * port, and relative references are URLs too.
 * @throws GoUrlError
 */
export function parseGoUrl(text: string): GoUrl {
  const [before, fragment] = cut(text, '#');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Go refuses
  if (/[\u0000-\u001f\u007f]/.test(before)) throw new GoUrlError('net/url: invalid control character in URL');
  if (fragment !== undefined) unescapePercent(fragment);
  const [scheme, afterScheme] = splitScheme(before);
  const [rest, rawQuery = ''] = cut(afterScheme, '?');
  const bare = { scheme, opaque: '', user: undefined, host: '', path: '', rawPath: '', rawQuery, fragment };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...bare, opaque: rest };
    if (cut(rest, '/')[0].includes(':')) throw new GoUrlError('first path segment in URL cannot contain colon');
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  if (!hasAuthority) return { ...bare, path: unescapePercent(rest), rawPath: rest };
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const rawPath = slash < 0 ? '' : rest.slice(slash);
  return { ...bare, ...parseAuthority(authority), path: unescapePercent(rawPath), rawPath };
}

/** The part before the first `separator`, and the part after it if there is one. */
function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function splitScheme(text: string): readonly [string, string] {
  if (text.startsWith(':')) throw new GoUrlError('missing protocol scheme');
  const scheme = /^([a-z][-a-z0-9+.]*):/i.exec(text)?.[1];
  return scheme === undefined ? ['', text] : [scheme.toLowerCase(), text.slice(scheme.length + 1)];
}

/** A text with the scheme of its URL in lower case, as Go writes it. */
export function lowerScheme(text: string): string {
  return text.replace(/^[a-z][-a-z0-9+.]*(?=:\/\/)/i, (scheme) => scheme.toLowerCase());
}

function parseAuthority(authority: string): Pick<GoUrl, 'user' | 'host'> {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const written = authority.slice(0, at);
  if (!/^[-a-z0-9._:~!$&'()*+,;=%@]*$/i.test(written)) throw new GoUrlError('net/url: invalid userinfo');
  const [name, password] = cut(written, ':');
  return {
    user: { name: unescapePercent(name), password: password === undefined ? undefined : unescapePercent(password) },
    host,
  };
}

function parseHost(host: string): string {
  const bracketed = host.startsWith('[');
  const end = host.lastIndexOf(']');
  if (bracketed && end < 0) throw new GoUrlError("missing ']' in host");
  const colon = bracketed ? end + 1 : host.lastIndexOf(':');
  const port = colon < 0 ? '' : host.slice(colon);
  if (!/^(:[0-9]*)?$/.test(port)) throw new GoUrlError(`invalid port ${JSON.stringify(port)} after host`);
  // Of ASCII, a host may hold no escapes but those of a zone.
  const escaped = /%(?!25)[0-7][0-9a-f]/i.exec(host);
  if (escaped !== null && !bracketed) throw new GoUrlError(`invalid URL escape ${JSON.stringify(escaped[0])}`);
  const wrong = /[^-a-z0-9_.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/i.exec(host);
  if (wrong !== null) throw new GoUrlError(`invalid character ${JSON.stringify(wrong[0])} in host name`);
  return unescapePercent(host);
}

/**
 * Decodes `%xx`; bytes that are no UTF-8 become U+FFFD.
 * @throws GoUrlError for an escape that is none
 */
export function unescapePercent(text: string): string {
  const wrong = /%(?![0-9a-f]{2})/i.exec(text);
  if (wrong !== null) {
    throw new GoUrlError(`invalid URL escape ${JSON.stringify(text.slice(wrong.index, wrong.index + 3))}`);
  }
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}
