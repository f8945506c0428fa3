import { expect, it, onTestFinished } from 'vitest';
import { sizeOf } from './event.ts';
import { startEventBridge } from './server.ts';

const now = 1_700_000_000_000;

async function start() {
  const keys = [{ id: 'testAK', secret: 'testSecret' }];
  const bridge = await startEventBridge({ keys, buses: ['default'], now: () => now });
  onTestFinished(() => bridge.down());
  return bridge;
}

/** The request of the reference. */
const put = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}/openapi/putEvents`, {
    method: 'POST',
    headers: {
      date: 'Tue, 14 Nov 2023 22:13:20 GMT',
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      'x-acs-signature-method': 'HMAC-SHA1',
      'x-acs-signature-nonce': 'n-1',
      'x-acs-signature-version': '1.0',
      authorization: 'acs:testAK:cguZCS/MGEXMhPw4vxYK47g6BKE=',
      ...headers,
    },
    body: JSON.stringify(body),
  });

const event = (id: string, bus = 'default') => ({
  specversion: '1.0',
  id,
  source: 'acs.cs',
  type: 't',
  time: '2023-11-14T22:13:20Z',
  aliyuneventbusname: bus,
  data: {},
});

it('knows the signature of the reference, once, and says what became of each event', async () => {
  const bridge = await start();
  const reply = await put(bridge.url, [event('a'), event('b', 'other')]);
  expect(await reply.json()).toMatchObject({
    FailedEntryCount: 1,
    EntryList: [{ EventId: 'a' }, { EventId: 'b', ErrorCode: 'EventBusNotExist' }],
  });
  expect(bridge.events).toMatchObject([{ id: 'a' }]);
  await put(bridge.url, [event('c')]);
  expect(bridge.answers).toEqual(['200', '400 SignatureNonceUsed']);
});

it.each([
  ['another nonce', [event('a')], { 'x-acs-signature-nonce': 'n-2' }, '403 SignatureDoesNotMatch'],
  ['an unknown key', [event('a')], { authorization: 'acs:other:abc' }, '403 InvalidAccessKeyId'],
  ['too many events', Array.from({ length: 17 }, () => event('a')), {}, '400 EventsCountExceed'],
  ['an event without a bus', [event('a', '')], {}, '400 InvalidCloudEvent'],
])('refuses %s', async (_what, body, headers, answer) => {
  const bridge = await start();
  await put(bridge.url, body, headers);
  expect(bridge.answers).toEqual([answer]);
});

it('counts the bytes of an event as the API does', () => {
  expect(sizeOf({ id: '事', time: '2023-11-14T22:13:20Z', data: { a: 1 } })).toBe(3 + 36 + 7);
});
