import type { BodyCodes, Meaning } from '@kubeherald/sink-sdk';

/** Codes with which the API refuses a token: unknown or revoked, expired, of another application. */
export const staleToken: ReadonlySet<number> = new Set([40001, 40014, 42001]);

/** Milliseconds to wait when a limit is reached: the shortest of them counts by the minute. */
const minuteMs = 60_000;

const tooOften: Meaning = { kind: 'retry', afterMs: minuteMs, advice: "the API's limit is reached" };
const credential: Meaning = { kind: 'config', advice: 'check corpSecret: it is no Secret of this company' };
const corporation: Meaning = { kind: 'config', advice: 'check corpId' };
const agent: Meaning = { kind: 'config', advice: 'check agentId: it must be the application of corpSecret' };
const nobody: Meaning = {
  kind: 'config',
  advice: 'check toUsers, toParties and toTags, and who may see the application in the admin console',
};

// developer.work.weixin.qq.com/document/path/90313 has all codes.
const common: Readonly<Record<string, Meaning>> = {
  '-1': { kind: 'retry', advice: 'WeCom is busy' },
  40013: corporation,
  41002: corporation,
  41004: credential,
  45009: tooOften,
  45033: tooOften,
  48002: { kind: 'config', advice: 'the application may not use this interface' },
  50001: { kind: 'retry', afterMs: minuteMs },
  60020: { kind: 'config', advice: "add this machine's outgoing address to the application's trusted addresses" },
};

/** What the API says when it is asked for a token. */
export const tokenCodes: BodyCodes = {
  field: 'errcode',
  message: 'errmsg',
  success: [0],
  codes: { ...common, 40001: credential },
  otherwise: { kind: 'retry', afterMs: minuteMs },
};

/** What it says of a message. */
export const sendCodes: BodyCodes = {
  field: 'errcode',
  message: 'errmsg',
  success: [0],
  codes: {
    ...common,
    // A token that was just given: the next try takes another one, and asking often is punished.
    40001: tooOften,
    40014: tooOften,
    42001: tooOften,
    40056: agent,
    301002: agent,
    41011: agent,
    40003: nobody,
    40031: nobody,
    40066: nobody,
    60011: nobody,
    81013: nobody,
  },
  otherwise: { kind: 'rejected' },
};

/** As {@link sendCodes}, when another token may still help. */
export const firstSendCodes: BodyCodes = { ...sendCodes, success: [0, ...staleToken] };

const gateway: Meaning = { kind: 'config', advice: 'this is no answer of WeCom: check url, proxy and what is between' };

/** The API itself answers 200 to everything. */
export const statuses: Readonly<Record<number, Meaning>> = { 401: gateway, 403: gateway, 404: gateway, 405: gateway };
