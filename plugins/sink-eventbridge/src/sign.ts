import { createHmac } from 'node:crypto';
import type { AccessKey } from '@kubeherald/aliyun';

/** What differs from one request to the next. */
export interface Stamp {
  /** Unix ms. */
  readonly now: number;
  /** Never used twice. */
  readonly nonce: string;
}

export const contentType = 'application/cloudevents-batch+json; charset=utf-8';

/** The headers of a POST, signed with HMAC-SHA1 as the API's own clients do. */
export function signedHeaders(path: string, { now, nonce }: Stamp, key: AccessKey): Record<string, string> {
  const date = new Date(now).toUTCString();
  const temporary =
    key.securityToken === undefined ? {} : { 'x-acs-accesskey-id': key.id, 'x-acs-security-token': key.securityToken };
  const acs = {
    'x-acs-signature-method': 'HMAC-SHA1',
    'x-acs-signature-nonce': nonce,
    'x-acs-signature-version': '1.0',
    ...temporary,
  };
  const lines = Object.entries(acs)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`);
  // The empty line is for Content-MD5.
  const text = `POST\n\n${contentType}\n${date}\n${lines.join('')}${path}`;
  const signature = createHmac('sha1', key.secret).update(text).digest('base64');
  const authorization = `acs:${key.id}:${signature}`;
  return { date, 'content-type': contentType, 'x-eventbridge-version': '2015-06-06', ...acs, authorization };
}
