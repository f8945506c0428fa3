import { createHash } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { readBody } from './body.ts';
import { readGroup } from './log-group.ts';
import { decompressBlock } from './lz4.ts';
import { startSls } from './server.ts';
import { checkSignature } from './signature.ts';

const vector = Buffer.from(
  '0a230880e2cfaa0612100a056c6576656c12075761726e696e6712090a036d7367120268691a036b387322066e6f64652d31320d0a07636c757374657212026331',
  'hex',
);
const key = { id: 'testAK', secret: 'testSecret' };
const now = 1_700_000_000_000;

const asked = {
  method: 'POST',
  url: new URL('http://stand-in/logstores/events/shards/lb'),
  headers: {
    host: 'proj.cn-hangzhou.log.aliyuncs.com',
    'content-type': 'application/x-protobuf',
    'x-log-apiversion': '0.6.0',
    'x-log-bodyrawsize': '65',
    'x-log-date': '20231114T221320Z',
    'x-log-content-sha256': '',
    authorization:
      'SLS4-HMAC-SHA256 Credential=testAK/20231114/cn-hangzhou/sls/aliyun_v4_request,Signature=199bccd25838997fbaf356cfb4dedfc4762598a5c69921bd601cd4db77d538e9',
  },
  body: vector,
  from: '127.0.0.1',
};
const digest = 'x-log-content-sha256';

it('knows the signature of the reference, and refuses any other', () => {
  const headers = { ...asked.headers, [digest]: createHash('sha256').update(vector).digest('hex') };
  const check = (changed: object, at = now) =>
    checkSignature({ ...asked, headers: { ...headers, ...changed } }, [key], 'cn-hangzhou', at);
  expect(check({})).toEqual({ key });
  expect(check({ 'x-log-bodyrawsize': '66' })).toMatchObject({ code: 'SignatureNotMatch' });
  expect(check({ [digest]: 'other' })).toMatchObject({ code: 'SignatureNotMatch' });
  expect(check({}, now + 16 * 60_000)).toMatchObject({ code: 'RequestTimeExpired' });
  expect(check({ authorization: 'LOG testAK:abc' })).toMatchObject({ code: 'Unauthorized' });
});

it('reads a log group', () => {
  expect(readGroup(vector)).toEqual({
    logs: [{ seconds: 1_700_000_000, nanoseconds: 0, contents: { level: 'Warning', msg: 'hi' } }],
    topic: 'k8s',
    source: 'node-1',
    tags: { cluster: 'c1' },
  });
  expect(() => readGroup(vector.subarray(0, 30))).toThrow(RangeError);
});

it('reads blocks, and refuses those that break the rules of their end', () => {
  // A literal, a match of nine bytes one back, and five literals.
  expect(decompressBlock(Buffer.from('15610100506161616161', 'hex'), 15).toString()).toBe('a'.repeat(15));
  expect(() => decompressBlock(Buffer.from('1061010010', 'hex'), 6)).toThrow('last five');
  expect(() => readBody({ 'x-log-bodyrawsize': '64' }, vector)).toThrow('says 64');
});

it('refuses another project and what is not signed', async () => {
  const sls = await startSls({ project: 'proj', logStore: 'events', region: 'cn-hangzhou', keys: [key] });
  onTestFinished(() => sls.down());
  const reply = await fetch(`${sls.url}/logstores/events`, { headers: { 'x-log-apiversion': '0.6.0' } });
  expect([reply.status, await reply.json()]).toMatchObject([404, { errorCode: 'ProjectNotExist' }]);
});
