import { describe, expect, it, onTestFinished } from 'vitest';
import { type DingtalkOptions, type DingtalkRobot, startDingtalk } from './index.ts';

async function start(options: Partial<DingtalkOptions> = {}): Promise<DingtalkRobot> {
  const robot = await startDingtalk({ token: 'token-1', ...options });
  onTestFinished(() => robot.down());
  return robot;
}

const text = (content: string, more: object = {}) => ({ msgtype: 'text', text: { content }, ...more });
const json = { 'content-type': 'application/json; charset=utf-8' };

async function post(url: string, body: unknown, init: RequestInit = {}): Promise<unknown> {
  const reply = await fetch(url, { method: 'POST', headers: json, body: JSON.stringify(body), ...init });
  expect(reply.status).toBe(200);
  return reply.json();
}

// Computed by hand with node:crypto from the vendor's recipe, apart from both sink and stand-in.
const secret = 'SECtestsecret0123456789';
const signedAt = 1_700_000_000_000;
const sign = 'zrLWzK97t62y5CpqN8Ok9UIdPvX%2BjL1PNoW8nKT5a9k%3D';

describe('security', () => {
  it.each([
    ['the right sign', `&timestamp=${signedAt}&sign=${sign}`, 0, 0],
    ['the right sign, an hour old', `&timestamp=${signedAt}&sign=${sign}`, 3_600_000, 0],
    ['no sign', '', 0, 310000],
    ['a sign that was encoded twice', `&timestamp=${signedAt}&sign=${encodeURIComponent(sign)}`, 0, 310000],
    ['the sign of another second', `&timestamp=${signedAt + 1}&sign=${sign}`, 0, 310000],
    ['a sign that is too old', `&timestamp=${signedAt}&sign=${sign}`, 3_600_001, 310000],
    ['seconds', `&timestamp=${signedAt / 1000}&sign=${sign}`, 0, 310000],
  ])('%s', async (_name, query, laterMs, errcode) => {
    const robot = await start({ secret, now: () => signedAt + laterMs });
    expect(await post(robot.url + query, text('hello'))).toMatchObject({ errcode });
    expect(robot.messages).toHaveLength(errcode === 0 ? 1 : 0);
  });

  it('demands a keyword in title or text', async () => {
    const robot = await start({ keywords: ['ops', 'prod'] });
    expect(await post(robot.url, text('hello'))).toMatchObject({
      errcode: 310000,
      errmsg: expect.stringContaining('keywords not in content'),
    });
    expect(await post(robot.url, text('hello', { note: 'ops' }))).toMatchObject({ errcode: 310000 });
    expect(await post(robot.url, text('hello prod'))).toMatchObject({ errcode: 0 });
  });

  it('knows its token, its addresses, and whether it is switched off', async () => {
    const robot = await start();
    expect(await post(robot.url.replace('token-1', 'token-2'), text('a'))).toMatchObject({ errcode: 300005 });
    robot.disable(true);
    expect(await post(robot.url, text('a'))).toMatchObject({ errcode: 400102 });
    const elsewhere = await start({ addresses: ['10.0.0.1'] });
    expect(await post(elsewhere.url, text('a'))).toMatchObject({ errcode: 310000 });
    expect([...robot.messages, ...elsewhere.messages]).toEqual([]);
  });
});

describe('what is no message', () => {
  const markdown = { title: 'a', text: 'b' };
  it.each([
    [{}, 40035],
    [{ msgtype: 'text' }, 40035],
    [{ msgtype: 'text', text: { content: '' } }, 40035],
    [{ msgtype: 'markdown', markdown: { text: 'b' } }, 40035],
    [{ msgtype: 'poem', poem: {} }, 400105],
    [{ msgtype: 'actionCard', actionCard: markdown }, 40035],
    [{ msgtype: 'actionCard', actionCard: { ...markdown, btns: [{ title: 'x' }] } }, 40035],
    [{ msgtype: 'actionCard', actionCard: { ...markdown, singleTitle: 'x', singleURL: 'https://x/' } }, 0],
    [{ msgtype: 'actionCard', actionCard: { ...markdown, btns: [{ title: 'x', actionURL: 'https://x/' }] } }, 0],
    [{ msgtype: 'markdown', markdown }, 0],
  ])('%j', async (body, errcode) => {
    expect(await post((await start()).url, body)).toMatchObject({ errcode });
  });

  it('is what is no POST, no JSON, or too long by a byte', async () => {
    const robot = await start();
    const got = await fetch(robot.url);
    expect(await got.json()).toMatchObject({ errcode: 43002 });
    expect(await post(robot.url, text('a'), { headers: { 'content-type': 'text/plain' } })).toMatchObject({
      errcode: 43004,
    });
    expect(await post(robot.url, text('a'), { body: '{"msgtype":' })).toMatchObject({ errcode: 40035 });
    const around = Buffer.byteLength(JSON.stringify(text('')));
    const fits = '事'.repeat((20_000 - around) / 3) + 'x'.repeat((20_000 - around) % 3);
    expect(await post(robot.url, text(fits))).toMatchObject({ errcode: 0 });
    expect(await post(robot.url, text(`${fits}x`))).toMatchObject({ errcode: 460101 });
  });
});

it('takes 20 a minute; who sends one more is throttled for ten minutes', async () => {
  let now = 0;
  const robot = await start({ now: () => now });
  const codes: unknown[] = [];
  const send = async () => {
    codes.push(Reflect.get(Object(await post(robot.url, text('a'))), 'errcode'));
  };
  for (let count = 0; count < 20; count++, now += 1000) await send();
  expect(codes.every((code) => code === 0)).toBe(true);
  codes.length = 0;
  now = 59_999;
  await send();
  now = 59_999 + 599_999;
  await send();
  now += 1;
  await send();
  expect(codes).toEqual([130101, 130101, 0]);
});

it('takes the 21st when the first is a minute old', async () => {
  let now = 0;
  const robot = await start({ now: () => now });
  for (; now <= 60_000; now += 3000) await post(robot.url, text('a'));
  expect(robot.messages).toHaveLength(21);
  expect(robot.answers.every(({ errcode }) => errcode === 0)).toBe(true);
});

it('shows a message once however often its msgUuid comes', async () => {
  const robot = await start();
  for (const msgUuid of ['one', 'one', 'two']) {
    expect(await post(robot.url, text(msgUuid, { msgUuid }))).toMatchObject({ errcode: 0 });
  }
  expect(robot.messages.map((message) => message.text)).toEqual(['one', 'two']);
});

it('notifies whom both the field and the text name', async () => {
  const robot = await start();
  const at = { atMobiles: ['138', '139'], atUserIds: ['wang'], isAtAll: true };
  await post(robot.url, text('look @138 @wang', { at }));
  await post(robot.url, {
    msgtype: 'actionCard',
    actionCard: { title: 'a', text: '@138', singleTitle: 'b', singleURL: 'c' },
    at,
  });
  expect(robot.messages.map(({ notified }) => notified)).toEqual([['138', 'wang', '@all'], []]);
});

it('has a quota, answers as it is told, and can be down', async () => {
  const robot = await start({ quota: 1 });
  robot.failNext({ errcode: -1, errmsg: '系统繁忙' });
  expect(await post(robot.url, text('a'))).toEqual({ errcode: -1, errmsg: '系统繁忙' });
  expect(await post(robot.url, text('a'))).toMatchObject({ errcode: 0 });
  expect(await post(robot.url, text('b'))).toMatchObject({ errcode: 90030 });
  await robot.down();
  await expect(post(robot.url, text('c'))).rejects.toThrow('fetch failed');
  await robot.up();
  expect(await post(robot.url, text('c'))).toMatchObject({ errcode: 90030 });
});
