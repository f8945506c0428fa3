import { createHash, createHmac } from 'node:crypto';
import type { Asked } from '../loopback/index.ts';

/** A key that the account has. */
export interface SlsKey {
  readonly id: string;
  readonly secret: string;
  /** Of a temporary key. */
  readonly securityToken?: string;
  /** Unix ms. */
  readonly expiresAt?: number;
  /** Whether its policy allows to read the Logstore's settings. Default true. */
  readonly mayRead?: boolean;
}

/** Why a request is refused, or with which key it was signed. */
export type Checked =
  | { readonly key: SlsKey }
  | { readonly status: number; readonly code: string; readonly message: string };

const refused = (status: number, code: string, message: string) => ({ status, code, message });

const shape =
  /^SLS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/sls\/aliyun_v4_request,Signature=([0-9a-f]{64})$/;
const timeShape = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** A request is refused when its time is this far off. */
const skewMs = 15 * 60_000;

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/** Recomputes the signature of version 4 from what came. @param now Unix ms */
export function checkSignature(asked: Asked, keys: readonly SlsKey[], region: string, now: number): Checked {
  const { headers } = asked;
  const [, id, day = '', scopeRegion, given] = shape.exec(headers.authorization ?? '') ?? [];
  if (id === undefined) return refused(401, 'Unauthorized', 'no signature of version 4');
  const time = String(headers['x-log-date']);
  const [, year, month, date, hour, minute, second] = timeShape.exec(time) ?? [];
  const at = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at)) return refused(400, 'InvalidDateFormat', `Date ${time} must follow RFC`);
  if (Math.abs(at - now) > skewMs) return refused(400, 'RequestTimeExpired', `Request time ${time} has been expired`);
  const key = keys.find((one) => one.id === id);
  if (key === undefined) return refused(401, 'Unauthorized', `The AccessKeyId is not found: ${id}`);
  if (key.securityToken !== headers['x-acs-security-token']) {
    return refused(401, 'Unauthorized', 'The security token you provided is invalid');
  }
  if (key.expiresAt !== undefined && key.expiresAt <= now) {
    return refused(401, 'Unauthorized', 'The security token you provided has expired');
  }
  const wrong = refused(401, 'SignatureNotMatch', 'signature is not matched');
  if (scopeRegion !== region || day !== time.slice(0, 8)) return wrong;
  if (headers['x-log-content-sha256'] !== sha256(asked.body)) return wrong;
  return signatureOf(asked, key, time, region) === given ? { key } : wrong;
}

function signatureOf({ method, url, headers, body }: Asked, { secret }: SlsKey, time: string, region: string): string {
  const names = Object.keys(headers)
    .filter((name) => name === 'host' || name === 'content-type' || /^x-(log|acs)-/.test(name))
    .sort();
  const lines = names.map((name) => `${name}:${String(headers[name])}\n`).join('');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const request = `${method}\n${url.pathname}\n${query}\n${lines}\n${names.join(';')}\n${sha256(body)}`;
  const day = time.slice(0, 8);
  const text = `SLS4-HMAC-SHA256\n${time}\n${day}/${region}/sls/aliyun_v4_request\n${sha256(request)}`;
  const dayKey = hmac(hmac(`aliyun_v4${secret}`, day), region);
  return hmac(hmac(hmac(dayKey, 'sls'), 'aliyun_v4_request'), text).toString('hex');
}
