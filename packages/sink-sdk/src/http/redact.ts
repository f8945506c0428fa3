const hidden = '***';

/** A path segment that may be a key (chat webhooks carry theirs in the path): long, with a digit or capital in it. */
const keyLike = (segment: string): boolean => segment.length >= 12 && /[0-9A-Z]/.test(segment);

/** A URL for people to read: user, password, query values and key-like path segments hidden. */
export function redactUrl(url: URL): string {
  const path = url.pathname.split('/').map((segment) => (keyLike(segment) ? hidden : segment));
  const query = [...url.searchParams.keys()].map((key) => `${encodeURIComponent(key)}=${hidden}`);
  return `${url.protocol}//${url.host}${path.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
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

/** `text` without the given secrets. Very short ones stay: hiding every `a` hides nothing and makes the text unreadable. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  let result = text;
  const longestFirst = secrets.filter((secret) => secret.length >= 4).sort((left, right) => right.length - left.length);
  for (const secret of longestFirst) result = result.replaceAll(secret, hidden);
  return result;
}
