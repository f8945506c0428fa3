import { createHash, createHmac } from 'node:crypto';

/** A key of AWS. */
export interface AwsKey {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What is signed of a request. */
export interface Signed {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Unix ms. */
  readonly now: number;
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A path or parameter as AWS encodes it: all but letters, digits and `-._~`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalQuery(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return pairs.sort((one, other) => (one < other ? -1 : 1)).join('&');
}

/**
 * The headers of a request with AWS's signature version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html).
 * @param service `es` for OpenSearch Service
 */
export function signAws(request: Signed, key: AwsKey, service: string): Readonly<Record<string, string>> {
  const { url, method, body } = request;
  const stamp = new Date(request.now).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const token = key.sessionToken === undefined ? {} : { 'x-amz-security-token': key.sessionToken };
  const headers = { ...request.headers, 'x-amz-date': stamp, ...token };
  const signed = Object.entries({ ...headers, host: url.host })
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    url.pathname.split('/').map(encoded).join('/'),
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const scope = `${day}/${key.region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const signing = [key.region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${key.secretAccessKey}`, day));
  const signature = hmac(signing, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}
