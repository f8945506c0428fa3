import { describe, expect, it } from 'vitest';
import { ConfigError, RejectedError, RetryableError } from '../errors.ts';
import { type Asked, judge } from './judge.ts';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-11-21T04:00:00Z');
const hide = (said: string) => said.replace('hunter2', '***');
const asked: Asked = { where: 'POST https://host/', hide, nowMs: now };

function judged(status: number, headers = {}, text = '', more: Partial<Asked> = {}): Error {
  return judge({ status, headers, text }, { ...asked, ...more }) ?? new Error('a success');
}

describe('a status', () => {
  it.each([408, 425, 429, 500, 502, 503, 504, 599])('%i is retried', (status) => {
    expect(judged(status)).toSatisfy(RetryableError.is);
  });

  it.each([400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 451])('%i rejects', (status) => {
    expect(judged(status)).toSatisfy(RejectedError.is);
  });

  it.each([300, 301, 302, 304, 307, 308])('%i is a wrong URL', (status) => {
    const error = judged(status, { location: 'https://elsewhere/?token=hunter2' });
    expect(error).toSatisfy(ConfigError.is);
    expect(error.message).toContain('a redirect to https://elsewhere/?token=***');
  });

  it('of a redirect shows no credential of the address it leads to', () => {
    const { message } = judged(302, { location: 'https://user:pw@elsewhere/in?token=s3cret#s3cret' });
    expect(message).toContain('a redirect to https://elsewhere/in?token=***; redirects are not followed');
    expect(judged(302).message).toContain('a redirect to nowhere');
    expect(judged(302, { location: ['/in?token=s3cret', '/b'] }).message).toContain('a redirect to /in?token=***;');
  });
});

it('the message has the beginning of the body, on one line, without secrets', () => {
  expect(judged(400, {}, '{\n  "error": "bad key hunter2"\u001b }').message).toBe(
    'POST https://host/ answered 400: { "error": "bad key ***" }',
  );
  expect(judged(400, {}, 'x'.repeat(5000)).message.length).toBeLessThan(350);
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1500],
    ['Sat, 21 Nov 2026 04:01:00 GMT', 60_000],
    ['Sat, 21 Nov 2026 03:00:00 GMT', 0],
    ['99999999999', 365 * 86_400_000],
    ['Saturday, 21-Nov-26 04:01:00 GMT', 60_000],
    ['soon', undefined],
    ['-5', undefined],
    ['7, 8', undefined],
    ['2026', 2_026_000],
    ['2026-11-21', undefined],
    ['', undefined],
    [undefined, undefined],
    [['30', '60'], 30_000],
  ])('%j is %j ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it('reaches the error', () => {
    expect(judged(429, { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7000 });
  });
});
