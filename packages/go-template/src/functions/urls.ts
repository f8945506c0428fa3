import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { DICTIONARY, goDictionary, goString, unboxed } from '../values/make.ts';
import { STRING } from '../values/type.ts';
import type { MapValue } from '../values/value.ts';
import { kindName } from './defaults.ts';
import { takes } from './define.ts';

/** A URL in its parts (package net/url). */
interface Url {
  readonly scheme: ByteString;
  readonly opaque: ByteString;
  /** As it is written, before the `@`; undefined without one. */
  readonly userinfo: ByteString | undefined;
  readonly host: ByteString;
  readonly path: ByteString;
  readonly query: ByteString;
  readonly fragment: ByteString;
}

function withoutEscapes(text: ByteString): ByteString {
  return text.replace(/%(..)?|%./g, (sequence, digits: string | undefined) => {
    if (digits === undefined || !/^[\da-fA-F]{2}$/.test(digits)) {
      throw new Failure(`invalid URL escape ${quoteString(sequence)}`);
    }
    return String.fromCharCode(Number.parseInt(digits, 16));
  });
}

function escapeOthers(text: ByteString, allowed: RegExp): ByteString {
  return Array.from(text, (byte) =>
    allowed.test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

function hostWithoutPort(host: ByteString): ByteString {
  const bracketed = /^\[([^\]]*)\]/.exec(host)?.[1];
  return bracketed ?? host.replace(/:\d*$/, '');
}

function schemeOf(text: ByteString): ByteString {
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  if (found === undefined && text.startsWith(':')) throw new Failure('missing protocol scheme');
  return found ?? '';
}

function parts(text: ByteString): Url {
  if (Array.from(text).some((byte) => byte < ' ' || byte === '\x7f'))
    throw new Failure('net/url: invalid control character in URL');
  const [, main = '', fragment = ''] = /^([^#]*)#?(.*)$/s.exec(text) ?? [];
  const scheme = schemeOf(main);
  const [, rest = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(main.slice(scheme === '' ? 0 : scheme.length + 1)) ?? [];
  const found = { scheme: scheme.toLowerCase(), query, fragment: withoutEscapes(fragment) };
  const bare = { opaque: '', userinfo: undefined, host: '' };
  if (scheme !== '' && rest !== '' && !rest.startsWith('/')) return { ...found, ...bare, opaque: rest, path: '' };
  if (scheme === '' && /^[^/]*:/.test(rest)) throw new Failure('first path segment in URL cannot contain colon');
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///')))
    return { ...found, ...bare, path: withoutEscapes(rest) };
  const [, authority = '', path = ''] = /^\/\/([^/]*)(.*)$/s.exec(rest) ?? [];
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  if (host.startsWith('[') && !host.includes(']')) throw new Failure("missing ']' in host");
  const port = /:([^\]:]*)$/.exec(host)?.[1];
  if (port !== undefined && !/^\d*$/.test(port))
    throw new Failure(`invalid port ${quoteString(`:${port}`)} after host`);
  return {
    ...found,
    opaque: '',
    userinfo: at < 0 ? undefined : authority.slice(0, at),
    host: withoutEscapes(host),
    path: withoutEscapes(path),
  };
}

function parseUrl(text: ByteString): Url {
  try {
    return parts(text);
  } catch (error) {
    if (error instanceof Failure) throw new Failure(`unable to parse url: parse ${quoteString(text)}: ${error.text}`);
    throw error;
  }
}

function joinUrl({ scheme, opaque, userinfo, host, path, query, fragment }: Url): ByteString {
  let text = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') {
    text += opaque;
  } else {
    if (scheme !== '' || host !== '' || userinfo !== undefined) {
      if (host !== '' || path !== '' || userinfo !== undefined) text += '//';
      text += (userinfo === undefined ? '' : `${userinfo}@`) + escapeOthers(host, /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/);
    }
    if (path !== '' && !path.startsWith('/') && host !== '') text += '/';
    if (text === '' && /^[^/]*:/.test(path)) text += './';
    text += escapeOthers(path, /[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]]/);
  }
  if (query !== '') text += `?${query}`;
  return fragment === '' ? text : `${text}#${escapeOthers(fragment, /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/)}`;
}

function textIn(map: MapValue, key: string): ByteString {
  const found = map.entries?.get(key);
  if (found === undefined) return '';
  const value = unboxed(found.value);
  if (value.kind === 'string') return value.text;
  throw new Failure(`unable to parse ${key} key, must be of type string, but ${kindName(value)} found`);
}

/** URLs and their parts. */
export const URL_FUNCTIONS = {
  urlParse: takes([STRING], (given) => {
    const { scheme, opaque, userinfo = '', host, path, query, fragment } = parseUrl(given.text(0));
    const found = { scheme, host, hostname: hostWithoutPort(host), path, query, opaque, fragment, userinfo };
    return goDictionary(Object.entries(found).map(([key, text]) => [key, goString(text)] as const));
  }),
  urlJoin: takes([DICTIONARY], (given) => {
    const map = given.value(0);
    if (map.kind !== 'map') return goString('');
    const userinfo = textIn(map, 'userinfo');
    return goString(
      joinUrl({
        scheme: textIn(map, 'scheme'),
        host: textIn(map, 'host'),
        path: textIn(map, 'path'),
        query: textIn(map, 'query'),
        opaque: textIn(map, 'opaque'),
        fragment: textIn(map, 'fragment'),
        userinfo: userinfo === '' ? undefined : userinfo,
      }),
    );
  }),
};
