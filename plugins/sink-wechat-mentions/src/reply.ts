import type { BodyCodes, Meaning } from '@kubeherald/sink-sdk';

/** The minute of "20 messages a minute"; WeCom announces no further penalty. */
const minuteMs = 60_000;
/** Requests at once are over soon. */
const concurrencyMs = 5_000;

const tooFast: Meaning = {
  kind: 'retry',
  afterMs: minuteMs,
  advice:
    'WeCom takes 20 messages a minute; when others post through this robot too, lower perMinute and delivery.rateLimit',
};
const key: Meaning = {
  kind: 'config',
  advice: 'url is the webhook of no robot (any more): copy it again from the settings of the robot, or make a new one',
};
const tooLong: Meaning = { kind: 'rejected', advice: 'the message is too long' };

/**
 * What the robot's answers mean; it answers 200 whatever happened. 93000 was said of long contents, too, so what it says in words comes
 * first.
 */
export const codes: BodyCodes = {
  field: 'errcode',
  message: 'errmsg',
  success: [0],
  texts: [
    [/freq out of limit|频率/i, tooFast],
    [/exceed max length/i, tooLong],
    [/invalid webhook url/i, key],
  ],
  codes: {
    [-1]: { kind: 'retry' },
    45009: tooFast,
    45033: { kind: 'retry', afterMs: concurrencyMs },
    93000: key,
    93008: key,
    93017: key,
  },
  // Known: an unknown type of message, an invalid parameter. It would be said again.
  otherwise: { kind: 'rejected' },
};

/** Not the robot answers these: a gateway, or a page at another address. */
export const statuses: Readonly<Record<number, Meaning>> = { 401: key, 403: key, 404: key };

/** Of the answers to a body without a message, only some speak of the robot; the others object to the body, as they should. */
export const codesOfCheck: BodyCodes = { ...codes, otherwise: { kind: 'success' } };
