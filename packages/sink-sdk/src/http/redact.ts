const hidden = '***';

/** A path segment that may be a key (chat webhooks carry theirs in the path): long, with a digit or capital in it. */
const keyLike = (segment: string): boolean => segment.length >= 12 && /[0-9A-Z]/.test(segment);

/** A URL for people to read: user, password, query values and key-like path segments hidden. */
export function redactUrl(url: URL): string {
  const path = url.pathname.split('/').map((segment) => (keyLike(segment) ? hidden : segment));
  const query = [...url.searchParams.keys()].map((key) => `${encodeURIComponent(key)}=${hidden}`);
  return `${url.protocol}//${url.host}${path.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** Stands for the host that a relative address leaves out; `.invalid` is no one's (RFC 2606). */
const unnamed = 'http://unnamed.invalid';

/** An address out of a Location header, absolute or relative, for people to read: as {@link redactUrl} shows it, without its fragment. */
export function redactLocation(location: string): string {
  if (!URL.canParse(location, unnamed)) return hidden;
  const url = new URL(location, unnamed);
  // What other schemes carry has no parts that could be told apart.
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol}${hidden}`;
  const shown = redactUrl(url);
  if (URL.canParse(location)) return shown;
  return shown.slice(url.origin === unnamed ? unnamed.length : url.protocol.length);
}

/** The parts of a URL that {@link redactUrl} hides. */
export function secretsOf(url: URL): string[] {
  const parts = [url.username, url.password, ...url.searchParams.values(), ...url.pathname.split('/').filter(keyLike)];
  return parts.flatMap((part) => [part, decode(part)]);
}

/** Percent-decoded, or as it is when it is not percent-encoded rightly. */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

/** Headers that carry credentials, by their names: authorization, x-api-key, x-acs-security-token, set-cookie, … */
const secretHeader = /authorization|token|secret|password|(?:api|access)-?key|cookie|signature|honeycomb-team/i;

/** The credentials in a request's headers, whole and word by word: of `Bearer abc` a destination may repeat the token alone. */
export function secretHeaders(headers: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    // Words shorter than 8 are names of schemes rather than credentials.
    secretHeader.test(name) ? [value, ...value.split(/\s+/).filter((word) => word.length >= 8)] : [],
  );
}

/** A secret as it is, and as it looks in a URL and in JSON. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret.toWellFormed()),
  JSON.stringify(secret).slice(1, -1),
];

/** `text` without the given secrets. Very short ones stay: hiding every `a` hides nothing and makes the text unreadable. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const long = secrets.filter((secret) => secret.length >= 4).flatMap(formsOf);
  const longestFirst = [...new Set(long)].sort((left, right) => right.length - left.length);
  return longestFirst.reduce((result, secret) => result.replaceAll(secret, hidden), text);
}

/** Causes of causes that are looked through. */
const deepestCause = 5;

/** An error, or a copy of it whose message, stack and causes show no secret when they did. */
export function hideInError(error: unknown, hide: (text: string) => string, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? hide(error) : error;
  if (depth > deepestCause) return undefined;
  const cause = error.cause === undefined ? undefined : hideInError(error.cause, hide, depth + 1);
  const [message, stack] = [hide(error.message), hide(error.stack ?? '')];
  if (message === error.message && stack === (error.stack ?? '') && cause === error.cause) return error;
  const code: unknown = Reflect.get(error, 'code');
  const copy = new Error(message, cause === undefined ? {} : { cause });
  return Object.assign(copy, { name: error.name, stack }, code === undefined ? {} : { code });
}
