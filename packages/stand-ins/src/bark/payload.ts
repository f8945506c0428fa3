import type { PushMessage } from './message.ts';

/** A Go panic: the type assertion that the server does not check. */
export class Panic extends Error {
  override readonly name = 'Panic';
}

/** What goes to Apple, and from there to the app. Beside `aps` every value is a text. */
export interface Payload {
  readonly aps: Readonly<Record<string, unknown>>;
  readonly others: Readonly<Record<string, string>>;
}

/** Go prints a value of any type as text. */
const printed = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '<nil>'));

const filled = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));

/** @throws Panic for a group that is no text */
export function payloadOf({ title, subtitle, body, sound, others }: PushMessage): Payload {
  const group = others.get('group');
  if (group !== undefined && typeof group !== 'string') {
    throw new Panic(`interface conversion: interface {} is ${typeof group}, not string`);
  }
  const silent = others.get('delete') === '1';
  const shown = {
    alert: filled({ title, subtitle, body }),
    sound,
    category: 'myNotificationCategory',
    ...(group === undefined ? {} : { 'thread-id': group }),
  };
  return {
    aps: { 'mutable-content': 1, ...(silent ? { 'content-available': 1 } : shown) },
    others: Object.fromEntries([...others].map(([name, value]) => [name.toLowerCase(), printed(value)])),
  };
}

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
  '\\b': '\\u0008',
  '\\f': '\\u000c',
};

/** Bytes of the payload as Go's encoding/json writes it: with the characters of HTML escaped. */
export function payloadSize({ aps, others }: Payload): number {
  const text = JSON.stringify({ aps, ...others });
  // A backslash and what it escapes go together, so that an escaped backslash before a `b` is not taken for one.
  return Buffer.byteLength(text.replace(/\\.|[<>&\u2028\u2029]/gs, (found) => escapes[found] ?? found));
}
