import type { BodyCodes, Meaning } from '@kubeherald/sink-sdk';

/** A robot that was too fast takes nothing for 10 minutes (open.dingtalk.com, custom robots, frequency limit). */
const penaltyMs = 600_000;
/** A plan's quota comes back the next day or month; an hour is often enough to ask. */
const quotaMs = 3_600_000;

const tooFast: Meaning = {
  kind: 'retry',
  afterMs: penaltyMs,
  advice:
    'DingTalk takes 20 messages a minute; when others post through this robot too, lower perMinute and delivery.rateLimit',
};
const unsigned: Meaning = {
  kind: 'config',
  advice: 'the robot demands a signature: set secret (SEC…), as its security settings show it',
};
const sign: Meaning = {
  kind: 'config',
  advice: "secret is not the robot's: copy it again (SEC…) from its security settings, where 加签 is chosen",
};
const clock: Meaning = { kind: 'config', advice: 'the clock of this machine is off by more than an hour: set it' };
const keyword: Meaning = {
  kind: 'config',
  advice: 'the robot demands one of its keywords in each message: set label to one of them, or to a text with one',
};
const address: Meaning = {
  kind: 'config',
  advice: "add this address to the robot's list of IP addresses, or choose another security setting",
};
const token: Meaning = {
  kind: 'config',
  advice: 'url is the webhook of no robot (any more): copy it again from the settings of the robot, or make a new one',
};

/**
 * What the robot's answers mean; it answers 200 whatever happened. Lists of codes in the wild differ from each other by one here and there,
 * and one code has four meanings, so what it says in words comes first.
 * @param isSigned the sink has a secret
 */
export const codesFor = (isSigned: boolean): BodyCodes => ({
  field: 'errcode',
  message: 'errmsg',
  success: [0],
  texts: [
    [/too fast|频率|限流/i, tooFast],
    [/keywords? not in content|关键词/i, keyword],
    [/invalid timestamp/i, isSigned ? clock : unsigned],
    [/sign not match|签名/i, isSigned ? sign : unsigned],
    [/whitelist|白名单/i, address],
    [/token is not exist/i, token],
  ],
  codes: {
    [-1]: { kind: 'retry' },
    130101: tooFast,
    410100: tooFast,
    90030: { kind: 'retry', afterMs: quotaMs, advice: "the quota of the organisation's plan for webhooks is used up" },
    310000: {
      kind: 'config',
      advice: "check secret, label (keyword) and the IP addresses in the robot's security settings",
    },
    300001: token,
    300005: token,
    400101: token,
    400106: token,
    400102: { kind: 'config', advice: 'the robot is switched off in the settings of its group' },
    400013: { kind: 'config', advice: 'the group of the robot is dissolved' },
    460101: { kind: 'rejected', advice: 'the message is too long' },
  },
  // Known: an unsupported type, a missing parameter, a forbidden link, text or picture. It would be said again.
  otherwise: { kind: 'rejected' },
  // A guard before the API says {"status":1111,"wait":5,"punish":"deny"} to bursts; `wait` is in seconds.
  absent: ({ punish }) => (punish === undefined ? undefined : { ...tooFast, afterMs: penaltyMs }),
  afterMs: ({ punish, wait }) =>
    punish !== undefined && typeof wait === 'number' && wait >= 0 ? wait * 1000 : undefined,
});

/** Not the robot answers these: a gateway, or a page at another address. */
export const statuses: Readonly<Record<number, Meaning>> = { 401: token, 403: token, 404: token };

/** Of the answers to a body without a message, only some speak of the robot; the others object to the body, as they should. */
export const codesOfCheck = (codes: BodyCodes): BodyCodes => ({ ...codes, otherwise: { kind: 'success' } });
