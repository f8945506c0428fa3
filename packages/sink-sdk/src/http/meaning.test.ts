import { describe, expect, it } from 'vitest';
import { ConfigError, RejectedError, RetryableError } from '../errors.ts';
import { judge } from './judge.ts';
import type { BodyCodes } from './meaning.ts';

/** As the robots of chat APIs answer: 200 whatever happened, a code and words in the body. */
const robot: BodyCodes = {
  field: 'errcode',
  message: 'errmsg',
  success: [0],
  codes: {
    130101: { kind: 'retry', afterMs: 600_000, advice: 'the robot takes 20 messages a minute' },
    310000: { kind: 'config', advice: 'check secret' },
    460101: { kind: 'rejected' },
  },
  texts: [
    [/too fast|频率/, { kind: 'retry', afterMs: 60_000 }],
    [/keywords not in content/, { kind: 'config', advice: 'set label to the keyword' }],
  ],
  told: ({ room }) => (typeof room === 'string' ? { kind: 'config', advice: `set room to ${room}` } : undefined),
  otherwise: { kind: 'rejected', advice: 'see the list of codes' },
  afterMs: ({ wait }) => (typeof wait === 'number' ? wait * 1000 : undefined),
};

function judged(body: unknown, { status = 200, headers = {}, codes = robot } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const hide = (said: string) => said.replaceAll('hunter2', '***');
  return judge({ status, headers, text }, { where: 'POST https://host/', hide, nowMs: 0, codes });
}

describe('a code in the body', () => {
  it.each([
    [{ errcode: 0, errmsg: 'ok' }, undefined],
    [{ errcode: '0' }, undefined],
  ])('%j is success', (body, expected) => {
    expect(judged(body)).toBe(expected);
  });

  it.each([
    [
      { errcode: 130101, errmsg: 'send hunter2' },
      RetryableError,
      'answered 200: errcode 130101: send ***; the robot takes 20',
    ],
    [
      { errcode: 310000, errmsg: 'sign not match' },
      ConfigError,
      'answered 200: errcode 310000: sign not match; check secret',
    ],
    [{ errcode: 310000, errmsg: 'keywords not in content' }, ConfigError, 'set label to the keyword'],
    [{ errcode: 460101, errmsg: 'moved', room: 'B12' }, ConfigError, 'errcode 460101: moved; set room to B12'],
    [{ errcode: 460101 }, RejectedError, 'answered 200: errcode 460101'],
    [{ errcode: 77, errmsg: '频率' }, RetryableError, '频率'],
    [{ errcode: 78 }, RejectedError, 'see the list of codes'],
    [{ errcode: 'toString' }, RejectedError, 'see the list of codes'],
    [{ ok: true }, RetryableError, 'this is no answer of the API'],
    ['<html>Welcome to the guest network</html>', RetryableError, 'guest network'],
    ['null', RetryableError, 'this is no answer of the API'],
  ])('%j', (body, kind, message) => {
    const error = judged(body);
    expect(error).toSatisfy(kind.is);
    expect(error?.message).toContain(message);
  });

  it.each([
    ['of the body first', { errcode: 130101, wait: 5 }, { 'retry-after': '7' }, 5000],
    ['of the header then', { errcode: 130101 }, { 'retry-after': '7' }, 7000],
    ['of the table at last', { errcode: 130101 }, {}, 600_000],
  ])('waits as long as it is asked to: %s', (_name, body, headers, expected) => {
    expect(judged(body, { headers })).toMatchObject({ retryAfterMs: expected });
  });

  it('tells of a failure though the status is another, and the status of one that has no code', () => {
    expect(judged({ errcode: 310000 }, { status: 403 })).toSatisfy(ConfigError.is);
    expect(judged({ errcode: 0 }, { status: 503 })).toSatisfy(RetryableError.is);
    expect(judged('bad gateway', { status: 502 })).toSatisfy(RetryableError.is);
    expect(judged('', { status: 404 })).toSatisfy(RejectedError.is);
  });

  it('may lie deeper, and its absence may be the success', () => {
    const codes: BodyCodes = {
      field: 'error.code',
      success: [],
      absent: { kind: 'success' },
      otherwise: { kind: 'rejected' },
    };
    expect(judged({ error: { code: 'bad' } }, { codes })).toSatisfy(RejectedError.is);
    expect(judged({ result: 1 }, { codes })).toBeUndefined();
    expect(judged('ok', { codes })).toBeUndefined();
  });

  it('may be left out by what stands before the API, which a function tells from other bodies', () => {
    const absent: BodyCodes['absent'] = ({ punish }) => (punish === 'deny' ? { kind: 'retry' } : undefined);
    const codes: BodyCodes = { ...robot, absent };
    expect(judged({ punish: 'deny', wait: 5 }, { codes, status: 403 })).toMatchObject({ retryAfterMs: 5000 });
    expect(judged({ other: 1 }, { codes, status: 403 })).toSatisfy(RejectedError.is);
    expect(judged('no', { codes, status: 403 })).toSatisfy(RejectedError.is);
  });
});

it('a status may mean something else at an API', () => {
  const statuses = { 401: { kind: 'config', advice: 'check token' }, 404: { kind: 'success' } } as const;
  const asked = { where: 'POST https://host/', hide: String, nowMs: 0, statuses };
  const error = judge({ status: 401, headers: {}, text: 'no' }, asked);
  expect(error).toSatisfy(ConfigError.is);
  expect(error?.message).toBe('POST https://host/ answered 401: no; check token');
  expect(judge({ status: 404, headers: {}, text: '' }, asked)).toBeUndefined();
});

describe('an API that answers in plain text', () => {
  const codes: BodyCodes = {
    field: 'id',
    success: ['ok'],
    codes: { no_service: { kind: 'config', advice: 'make a new webhook' } },
    otherwise: { kind: 'rejected' },
    plain: true,
  };

  it('says by words that are known whether it did it', () => {
    expect(judged('ok\n', { codes })).toBeUndefined();
    const error = judged('no_service', { status: 404, codes });
    expect(error).toSatisfy(ConfigError.is);
    expect(error?.message).toContain('answered 404: no_service; make a new webhook');
  });

  it.each([
    ['<html>ok</html>', 200, RetryableError],
    ['valueOf', 400, RejectedError],
    ['{"id":"new"}', 400, RejectedError],
  ])('whose words are not known counts by its status: %s', (body, status, kind) => {
    expect(judged(body, { status, codes })).toSatisfy(kind.is);
  });
});

it('a header of the API says how long to wait', () => {
  const codes: BodyCodes = {
    ...robot,
    afterMs: (_body, headers) => Number(headers['x-reset-after']) * 1000,
  };
  const error = judged({ errcode: -1, errmsg: 'too fast' }, { codes, headers: { 'x-reset-after': '7' } });
  expect(error).toMatchObject({ retryAfterMs: 7000 });
});
