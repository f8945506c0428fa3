import { createHmac } from 'node:crypto';
import { ConfigError } from '@kubeherald/sink-sdk';

/**
 * The signature that a robot with 加签 demands: base64 of HMAC-SHA256, keyed with the secret, over the time and the secret
 * (open.dingtalk.com, custom robots, security settings).
 * @param timestampMs Unix ms; DingTalk takes it within an hour of its own clock
 */
export function sign(secret: string, timestampMs: number): string {
  return createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64');
}

/**
 * Prepares the URL to post to.
 * @returns a function of the time, Unix ms, for a signature holds for an hour only
 * @throws ConfigError for a URL that is none of a robot's
 */
export function createAddress(url: string, secret: string | undefined): (nowMs: number) => URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed?.searchParams.get('access_token')) {
    throw new ConfigError(
      'url: expected the webhook as DingTalk shows it in the settings of the robot, https://oapi.dingtalk.com/robot/send?access_token=…; this one has no access_token',
    );
  }
  // Some copy the URL of a request, with a signature that holds no more.
  parsed.searchParams.delete('timestamp');
  parsed.searchParams.delete('sign');
  return (nowMs) => {
    const address = new URL(parsed);
    if (secret === undefined) return address;
    address.searchParams.set('timestamp', String(nowMs));
    // URLSearchParams encodes: a sign that was encoded before would be refused.
    address.searchParams.set('sign', sign(secret, nowMs));
    return address;
  };
}
