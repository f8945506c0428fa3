import { describe, expect, it } from 'vitest';
import { codes } from '../errors.ts';
import { type BackoffState, backOff, reflectorBackoff } from './backoff.ts';
import { afterFailure, type Failure, retryAfterMs, type Stage } from './failure.ts';
import { recorded } from './fixtures/recordings.ts';
import { statusFailure } from './request.ts';
import { parseStatusText } from './status-body.ts';

function status(code: number, more: Partial<Extract<Failure, { kind: 'status' }>> = {}): Failure {
  return { kind: 'status', status: code, reason: '', message: '', retryAfterMs: undefined, future: false, ...more };
}

const simple = (kind: Exclude<Failure['kind'], 'status'>): Failure => ({ kind, message: '' });

describe('what follows a failure', () => {
  const rows: readonly (readonly [Stage, string, Failure, boolean, string])[] = [
    ['watch', '410 as ERROR frame or HTTP status', status(410), false, 'list none gone'],
    ['watch', '410 by its reason alone', status(400, { reason: 'Expired' }), false, 'list none gone'],
    ['watch', '410 again without a good watch between', status(410), true, 'list backoff gone'],
    ['probe', '410: the position is compacted', status(410), false, 'list none gone'],
    ['start', '410', status(410), false, 'start none gone'],
    ['probe', '504: the position is in the future', status(504, { future: true }), false, 'compare none future'],
    ['watch', '504 in an ERROR frame', status(504, { future: true }), false, 'compare none future'],
    ['probe', '504 again', status(504, { future: true }), true, 'compare backoff future'],
    ['probe', '400: a server without Exact', status(400), false, 'compare none refused'],
    ['list', '400: a selector it does not know', status(400), false, 'list backoff refused'],
    ['watch', '401', status(401), false, 'probe backoff unauthorized'],
    ['list', '403: perhaps it is starting', status(403), false, 'list backoff forbidden'],
    ['list', '429 with Retry-After', status(429, { retryAfterMs: 1000 }), false, 'list 1000 throttled'],
    ['list', '429 without', status(429), false, 'list backoff throttled'],
    ['watch', '503 with Retry-After', status(503, { retryAfterMs: 5000 }), false, 'probe 5000 server-error'],
    ['watch', '429 with an absurd Retry-After', status(429, { retryAfterMs: 1e9 }), false, 'probe 120000 throttled'],
    ['watch', '500 in an ERROR frame', status(500), false, 'probe backoff server-error'],
    ['watch', 'a redirect', status(302), false, 'probe backoff refused'],
    ['watch', 'refused', simple('network'), false, 'probe backoff network'],
    ['list', 'no answer, as with etcd gone', simple('timeout'), false, 'list backoff timeout'],
    ['watch', 'cut after it worked', simple('cut'), false, 'probe none cut'],
    ['watch', 'ended at once', simple('very-short'), false, 'probe backoff very-short'],
    ['watch', 'an unreadable line', simple('unreadable'), false, 'probe none unreadable'],
    ['watch', 'an unreadable line again', simple('unreadable'), true, 'probe backoff unreadable'],
    ['list', 'an unreadable page', simple('unreadable'), false, 'list backoff unreadable'],
    ['compare', 'no credentials', simple('credentials'), false, 'compare backoff credentials'],
  ];
  it.each(rows)('%s, %s', (stage, _what, failure, repeated, expected) => {
    const next = afterFailure(stage, failure, repeated);
    expect(`${next.stage} ${next.wait} ${next.reason}`).toBe(expected);
  });

  it('names the code for the person who must act', () => {
    expect(afterFailure('list', status(401), false).code).toBe(codes.unauthorized);
    expect(afterFailure('list', status(403), false).code).toBe(codes.forbidden);
    expect(afterFailure('list', simple('credentials'), false).code).toBe(codes.kubeconfig);
  });
});

describe('a recorded answer', () => {
  it.each([
    ['continue-expired', 2, 410, 'Expired', false],
    ['continue-expired', 10, 410, 'Expired', false],
    ['list-core', 11, 504, 'Timeout', true],
    ['throttled-inflight', 1, 429, '', false],
    ['unauthorized', 0, 401, 'Unauthorized', false],
    ['forbidden', 0, 403, 'Forbidden', false],
    ['watch-end', 4, 500, '', false],
  ] as const)('%s (step %i) is read as %i %s', (name, index, code, reason, future) => {
    const { status: http, body } = recorded(name, index);
    const { failure } = statusFailure(http, parseStatusText(body.toString('utf8')), undefined);
    expect(failure).toMatchObject({ status: code, reason, future });
    expect(failure.message).not.toBe('');
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T04:00:00Z');
  it.each([
    ['1', 1000],
    [' 32 ', 32_000],
    ['Sat, 21 Nov 2026 04:00:05 GMT', 5000],
    ['Sat, 21 Nov 2026 03:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));
});

describe('backoff', () => {
  function waits(random: number, count: number): number[] {
    let state: BackoffState;
    return Array.from({ length: count }, () => {
      const step = backOff(reflectorBackoff, state, 0, random);
      state = step.state;
      return step.waitMs;
    });
  }

  it('doubles from 800 ms, with a jitter of up to as much again, and never exceeds 30 s', () => {
    expect(waits(0, 7)).toEqual([800, 1600, 3200, 6400, 12_800, 15_000, 15_000]);
    expect(waits(0.5, 3)).toEqual([1200, 2400, 4800]);
    expect(Math.max(...waits(0.999999, 2000))).toBeLessThanOrEqual(30_000);
  });

  it('begins anew after two minutes without a failure', () => {
    const first = backOff(reflectorBackoff, undefined, 0, 0);
    const soon = backOff(reflectorBackoff, first.state, 120_000, 0);
    const late = backOff(reflectorBackoff, first.state, 120_801, 0);
    expect([soon.waitMs, late.waitMs]).toEqual([1600, 800]);
  });
});
