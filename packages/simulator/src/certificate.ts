import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** What an HTTPS server needs, and what its clients must trust. All PEM, made anew each time. */
export interface ServerCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** DER: tag, length, content (X.690). */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = body.length.toString(16);
  const bytes = Buffer.from(size.length % 2 === 0 ? size : `0${size}`, 'hex');
  const length =
    body.length < 0x80 ? Buffer.from([body.length]) : Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const set = (...content: Buffer[]) => der(0x31, ...content);
const octets = (content: Buffer) => der(0x04, content);
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);
const yes = der(0x01, Buffer.from([0xff]));
const text = (value: string) => der(0x0c, Buffer.from(value));
const integer = (bytes: Buffer) =>
  der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const septets = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return der(0x06, Buffer.from(bytes));
}

/** GeneralizedTime knows all years; the simulator's certificates are for a day around now and ten years on. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return der(0x18, Buffer.from(`${digits}Z`));
}

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
const name = (common: string) => sequence(set(sequence(oid('2.5.4.3'), text(common))));
const extension = (id: string, critical: boolean, value: Buffer) =>
  critical ? sequence(oid(id), yes, octets(value)) : sequence(oid(id), octets(value));

const basicConstraints = (ca: boolean) => extension('2.5.29.19', true, ca ? sequence(yes) : sequence());
const keyUsage = (flags: number, unused: number) =>
  extension('2.5.29.15', true, der(0x03, Buffer.from([unused, flags])));
const serverAuth = extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1')));
const keyId = (key: KeyObject) =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();

function address(host: string): Buffer {
  if (isIP(host) === 4) return der(0x87, Buffer.from(host.split('.').map(Number)));
  if (host === '::1') return der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]));
  return der(0x82, Buffer.from(host));
}

interface Subject {
  readonly name: string;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
}

function certificate(
  subject: Subject,
  issuer: { readonly name: string; readonly key: KeyObject },
  now: number,
): string {
  const day = 86_400_000;
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f || 1;
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    name(issuer.name),
    sequence(time(now - day), time(now + 3650 * day)),
    name(subject.name),
    subject.key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...subject.extensions)),
  );
  const signed = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, issuer.key)));
  const lines = signed
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/**
 * A certificate for `hosts` (names and addresses), and the authority that signed it. Node creates keys and signatures
 * but no certificates, so their DER (RFC 5280) is written here.
 * @param now Unix ms.
 */
export function serverCertificate(hosts: readonly string[], now: number): ServerCertificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name: 'kubeherald-simulator-ca', key: authority.privateKey };
  const authorityId = keyId(authority.publicKey);
  const ca = certificate(
    {
      name: issuer.name,
      key: authority.publicKey,
      // keyCertSign and cRLSign.
      extensions: [basicConstraints(true), keyUsage(0x06, 1), extension('2.5.29.14', false, octets(authorityId))],
    },
    issuer,
    now,
  );
  const cert = certificate(
    {
      name: 'kube-apiserver',
      key: server.publicKey,
      extensions: [
        basicConstraints(false),
        // digitalSignature.
        keyUsage(0x80, 7),
        serverAuth,
        extension('2.5.29.35', false, sequence(der(0x80, authorityId))),
        extension('2.5.29.17', false, sequence(...hosts.map(address))),
      ],
    },
    issuer,
    now,
  );
  return { ca, cert, key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
