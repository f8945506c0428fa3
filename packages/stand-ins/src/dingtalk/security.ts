import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Asked } from '../loopback/index.ts';
import { type Fields, isFields } from './message.ts';

/** How a robot is secured; several hold together. */
export interface Security {
  /** The secret of 加签, `SEC…`. */
  readonly secret?: string;
  /** A message must contain one of them. */
  readonly keywords?: readonly string[];
  /** Addresses that may post. */
  readonly addresses?: readonly string[];
}

/** How far `timestamp` may be from the robot's clock: an hour, ms. */
const skewMs = 3_600_000;

function isSigned(secret: string, timestamp: string, sign: string): boolean {
  const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest();
  const given = Buffer.from(sign, 'base64');
  // Compared as text too: a sign that was encoded twice decodes to something else, or to something with rubbish in it.
  return given.length === expected.length && timingSafeEqual(given, expected) && sign === expected.toString('base64');
}

/** Every text in what is shown: keywords are looked for in title and text. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return isFields(value) || Array.isArray(value) ? Object.values(value).map(shown).join('\n') : '';
}

/** What the security check says against a request (errcode 310000); undefined: nothing. */
export function objection(security: Security, asked: Asked, body: Fields, now: number): string | undefined {
  const { secret, keywords = [], addresses } = security;
  if (addresses && !addresses.includes(asked.from)) return `ip ${asked.from} not in whitelist`;
  if (secret !== undefined) {
    const timestamp = asked.url.searchParams.get('timestamp') ?? '';
    // In milliseconds: seconds are 50 years off.
    if (!/^\d+$/.test(timestamp) || Math.abs(Number(timestamp) - now) > skewMs) return 'invalid timestamp';
    if (!isSigned(secret, timestamp, asked.url.searchParams.get('sign') ?? '')) return 'sign not match';
  }
  if (keywords.length === 0) return undefined;
  const text = shown(body[String(body.msgtype)]);
  return keywords.some((keyword) => text.includes(keyword)) ? undefined : 'keywords not in content';
}
