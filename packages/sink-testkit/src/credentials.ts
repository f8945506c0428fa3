import { type Option, optionsOf, stringsIn } from './schema.ts';

/** Shorter texts occur by chance. */
const leastLength = 8;

/** A path segment that may be a key, for chat webhooks carry theirs in the path: long, with a digit or capital in it. */
const isKey = (segment: string): boolean => segment.length >= 12 && /[0-9A-Z]/.test(segment);

/** What of a URL is secret: user and password, the query's values, keys in the path. Host and plain path help who reads an error. */
function ofUrl(url: URL): readonly string[] {
  const path = url.pathname.split('/').filter(isKey);
  return [url.username, url.password, ...url.searchParams.values(), ...path].map((part) =>
    URL.canParse(`x:${part}`) ? safeDecode(part) : part,
  );
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

function ofText(text: string): readonly string[] {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text)) return ofUrl(new URL(text));
  // Of `Bearer abc` the token alone is secret, too.
  return [text, ...text.split(/\s+/)];
}

/** Whether a URL carries a credential. */
export function hasCredential(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.password !== '' || [...url.searchParams.keys()].some((name) => /token|key|secret|sign|auth|pass/i.test(name))
  );
}

/** The options marked secret. */
export function secretOptions(schema: object, config: unknown): readonly Option[] {
  return optionsOf(schema, config).filter((option) => option.schema.secret === true);
}

/** The texts of a config that nobody may read, long enough to be told from others. */
export function credentialsOf(schema: object, config: unknown): readonly string[] {
  const texts = secretOptions(schema, config).flatMap(({ value }) => stringsIn(value).flatMap(ofText));
  return [...new Set(texts.filter((text) => text.length >= leastLength))];
}

/** A credential as it may stand in a text: as it is, inside JSON, percent-encoded, as basic authentication, in hex. */
export function formsOf(credential: string): readonly string[] {
  const hex = Buffer.from(credential).toString('hex');
  return [
    credential,
    JSON.stringify(credential).slice(1, -1),
    encodeURIComponent(credential),
    Buffer.from(credential).toString('base64').replace(/=+$/, ''),
    hex,
    hex.toUpperCase(),
  ];
}
