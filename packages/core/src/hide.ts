import { isSchema, listOf } from './listing/option-rows.ts';

/** Shorter values are found in innocent words; nobody's credential is that short. */
const shortestSecret = 4;

/** Takes these values out of a text, also where they are encoded; the longest first, so that one that contains another is hidden whole. */
export function hider(secrets: readonly string[]): (text: string) => string {
  const parts = secrets.flatMap((secret) => [secret, ...partsOfUrl(secret)]);
  const forms = parts.filter((secret) => secret.length >= shortestSecret).flatMap(writtenForms);
  const hidden = [...new Set(forms)].sort((one, other) => other.length - one.length);
  return (text) => hidden.reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), text);
}

/** A shorter path, or a shorter part of an address, is an innocent word when it stands alone. */
const shortestPath = 8;
const shortestPart = 12;

/**
 * Of a secret that is an address, as chats give it out with the key in its path: what is shown of it once it was read as one, which writes it
 * another way (no default port, the host in small letters, no user), and the parts that a destination may repeat.
 */
function partsOfUrl(secret: string): readonly string[] {
  const url = URL.parse(secret);
  if (url === null || url.host === '') return [];
  const { protocol, host, password, pathname, searchParams } = url;
  const parts = [...pathname.split('/'), ...searchParams.values()].filter(({ length }) => length >= shortestPart);
  return [
    url.href,
    password,
    decoded(password),
    ...parts.flatMap((part) => [part, decoded(part)]),
    ...(pathname.length >= shortestPath ? [pathname] : []),
    ...(pathname === '/' ? [] : [`${protocol}//${host}${pathname}`, `${host}${pathname}`]),
  ];
}

/** Percent-decoded, or as it is when it is not percent-encoded rightly. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

/** A secret as it is, and as it looks in JSON, in a URL, in hex and in base64. */
function writtenForms(secret: string): readonly string[] {
  const inUrl = encodeURIComponent(secret.toWellFormed());
  const hex = Buffer.from(secret).toString('hex');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    inUrl,
    hex,
    hex.toUpperCase(),
    ...base64Forms(Buffer.from(secret)),
  ];
}

/** Bytes that base64 turns into four characters. */
const groupBytes = 3;

/**
 * In base64 and base64url: alone, and inside something longer, as a password is in a Basic header. What comes before it may end anywhere in
 * a group, so there are three; characters that hold bits of its neighbours are left out.
 */
function base64Forms(secret: Buffer): readonly string[] {
  const within = Array.from({ length: groupBytes }, (_, before) => {
    const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
  });
  return [secret.toString('base64'), ...within].flatMap((text) => [
    text,
    text.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
}

/** Plain data without secrets in its texts and names. */
export function hideInside(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => hideInside(item, hide));
  return isSchema(value) ? hideInFields(value, hide) : value;
}

/** {@link hideInside} for an object. */
export function hideInFields(fields: object, hide: (text: string) => string): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [hide(name), hideInside(value, hide)]));
}

/** The values of a sink's options that its schema marks as secret, also those that were written into the config as they are. */
export function secretsIn(schema: unknown, options: unknown): readonly string[] {
  if (!isSchema(schema)) return [];
  if (schema.secret === true) return textsIn(options);
  const forms = [schema.anyOf, schema.oneOf, schema.allOf].flatMap(listOf);
  const inForms = forms.flatMap((form) => secretsIn(form, options));
  if (Array.isArray(options)) return [...inForms, ...options.flatMap((item) => secretsIn(schema.items, item))];
  if (!isSchema(options)) return inForms;
  const named = isSchema(schema.properties) ? schema.properties : {};
  const patterns = isSchema(schema.patternProperties) ? Object.values(schema.patternProperties) : [];
  const others = [...patterns, schema.additionalProperties];
  const inFields = Object.entries(options).flatMap(([name, value]) =>
    (Object.hasOwn(named, name) ? [named[name]] : others).flatMap((inner) => secretsIn(inner, value)),
  );
  return [...inForms, ...inFields];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isSchema(value) ? Object.values(value).flatMap(textsIn) : [];
}
