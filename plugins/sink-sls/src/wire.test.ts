import { randomBytes } from 'node:crypto';
import { readBody } from '@kubeherald/stand-ins/sls';
import { describe, expect, it } from 'vitest';
import { encodeLog, encodeShared } from './log-group.ts';
import { logTime } from './log-time.ts';
import { compressBlock } from './lz4.ts';
import { sign } from './sign.ts';

const contents = [
  ['level', 'Warning'],
  ['msg', 'hi'],
] as const;
const group = Buffer.concat([
  encodeLog({ seconds: 1_700_000_000, nanoseconds: 0, contents }),
  encodeShared({ topic: 'k8s', source: 'node-1', tags: { cluster: 'c1' } }),
]);

it('a log group has the bytes of the reference', () => {
  expect(group.toString('hex')).toBe(
    '0a230880e2cfaa0612100a056c6576656c12075761726e696e6712090a036d7367120268691a036b387322066e6f64652d31320d0a07636c757374657212026331',
  );
});

it('a request has the signature of the reference', () => {
  const headers = {
    host: 'proj.cn-hangzhou.log.aliyuncs.com',
    'content-type': 'application/x-protobuf',
    'x-log-apiversion': '0.6.0',
    'x-log-bodyrawsize': '65',
  };
  const request = { method: 'POST', path: '/logstores/events/shards/lb', headers, body: group, region: 'cn-hangzhou' };
  const key = { id: 'testAK', secret: 'testSecret', expiresAt: Number.POSITIVE_INFINITY };
  expect(sign({ ...request, now: 1_700_000_000_000 }, key).authorization).toBe(
    'SLS4-HMAC-SHA256 Credential=testAK/20231114/cn-hangzhou/sls/aliyun_v4_request,Signature=199bccd25838997fbaf356cfb4dedfc4762598a5c69921bd601cd4db77d538e9',
  );
});

describe('an LZ4 block', () => {
  const text = '{"kind":"Event","reason":"BackOff","message":"Back-off restarting failed container"}\n';
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a byte', Buffer.from('a')],
    ['twelve bytes', Buffer.alloc(12, 'a')],
    ['thirteen bytes', Buffer.alloc(13, 'a')],
    ['a long run', Buffer.alloc(100_000, 'a')],
    ['what does not compress', randomBytes(70_000)],
    ['lines', Buffer.from(text.repeat(900))],
    [
      'repetitions farther apart than a match reaches',
      Buffer.concat([Buffer.from(text), randomBytes(70_000), Buffer.from(text)]),
    ],
    [
      'noise and runs',
      Buffer.concat(
        Array.from({ length: 60 }, (_, at) => Buffer.concat([randomBytes(at), Buffer.alloc(300 - at, at)])),
      ),
    ],
  ])('of %s is what it was', (_what, input) => {
    const block = compressBlock(input);
    const headers = { 'x-log-compresstype': 'lz4', 'x-log-bodyrawsize': String(input.length) };
    expect(readBody(headers, block).equals(input)).toBe(true);
  });

  it('of lines is a small part of them', () => {
    expect(compressBlock(Buffer.from(text.repeat(900))).length).toBeLessThan(1000);
  });
});

describe('the time of a log', () => {
  const now = Date.parse('2026-11-21T04:33:38.5Z');
  const delivered = { seconds: 1_795_235_618, nanoseconds: 500_000_000 };
  it.each([
    ['2026-11-21T04:33:37Z', { seconds: 1_795_235_617, nanoseconds: 0 }],
    ['2026-11-21T04:33:37.000123Z', { seconds: 1_795_235_617, nanoseconds: 123_000 }],
    ['2026-11-14T04:33:39Z', { seconds: 1_794_630_819, nanoseconds: 0 }],
    ['2026-11-14T04:33:38Z', delivered],
    ['2026-11-21T04:49:00Z', delivered],
    ['1970-01-01T00:00:00Z', delivered],
  ])('%s', (time, expected) => {
    expect(logTime(time, now)).toEqual(expected);
  });
});
