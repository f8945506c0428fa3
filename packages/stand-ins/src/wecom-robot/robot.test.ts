import { describe, expect, it, onTestFinished } from 'vitest';
import { startWecomRobot, type WecomRobot, type WecomRobotOptions } from './index.ts';

async function start(options: Partial<WecomRobotOptions> = {}): Promise<WecomRobot> {
  const robot = await startWecomRobot({
    key: 'key-1',
    members: { wang: '13800138000', li: '13900139000' },
    ...options,
  });
  onTestFinished(() => robot.down());
  return robot;
}

async function post(url: string, body: unknown): Promise<unknown> {
  const reply = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  expect(reply.status).toBe(200);
  return reply.json();
}

const content = (msgtype: string, text: string, more: object = {}) => ({
  msgtype,
  [msgtype]: { content: text, ...more },
});

describe('bytes of a content', () => {
  it.each([
    ['text', 2048],
    ['markdown', 4096],
    ['markdown_v2', 4096],
  ])('%s: %i', async (msgtype, most) => {
    const robot = await start();
    const fits = '事'.repeat(Math.floor(most / 3)) + 'x'.repeat(most % 3);
    expect(await post(robot.url, content(msgtype, fits))).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await post(robot.url, content(msgtype, `${fits}x`))).toMatchObject({
      errcode: 40058,
      errmsg: expect.stringContaining(`${msgtype}.content exceed max length ${most}`),
    });
    expect(robot.messages.map(({ text }) => text)).toEqual([fits]);
  });
});

describe('what is no message', () => {
  const card = { card_type: 'text_notice', main_title: { title: 'a' }, card_action: { type: 1, url: 'https://x/' } };
  const withCard = (more: object) => ({ msgtype: 'template_card', template_card: { ...card, ...more } });
  const row = { keyname: 'k', value: 'v' };
  it.each([
    [{}, 40008],
    ['{"msgtype":', 47001],
    [content('poem', 'x'), 40008],
    [content('text', ''), 44004],
    [withCard({}), 0],
    [withCard({ card_type: 'poem' }), 40058],
    [withCard({ main_title: {} }), 40058],
    [withCard({ main_title: {}, sub_title_text: 'a' }), 0],
    [withCard({ card_action: undefined }), 40058],
    [withCard({ card_action: { type: 1 } }), 40058],
    [withCard({ horizontal_content_list: Array(6).fill(row) }), 0],
    [withCard({ horizontal_content_list: Array(7).fill(row) }), 40058],
    [withCard({ horizontal_content_list: [{ value: 'v' }] }), 40058],
    [withCard({ jump_list: Array(4).fill({ title: 'a' }) }), 40058],
  ])('%j', async (body, errcode) => {
    expect(await post((await start()).url, body)).toMatchObject({ errcode });
  });
});

it('knows its key, and is posted to', async () => {
  const robot = await start();
  expect(await post(robot.url.replace('key-1', 'key-2'), content('text', 'a'))).toMatchObject({ errcode: 93000 });
  const got = await fetch(robot.url);
  expect(await got.json()).toMatchObject({ errcode: 43002 });
});

it('notifies members where the type of message can', async () => {
  const robot = await start();
  const lists = { mentioned_list: ['wang', 'nobody', '@all'], mentioned_mobile_list: ['13900139000', '1'] };
  await post(robot.url, content('text', 'a', lists));
  await post(robot.url, content('markdown', 'a <@wang> <@nobody> <@@all>', lists));
  await post(robot.url, content('markdown_v2', 'a <@wang>', lists));
  expect(robot.messages.map(({ notified }) => notified)).toEqual([['wang', '@all', 'li'], ['wang'], []]);
});

it('takes 20 in any minute', async () => {
  let now = 0;
  const robot = await start({ now: () => now });
  for (; now < 63_000; now += 3000) await post(robot.url, content('text', 'a'));
  expect(robot.messages).toHaveLength(21);
  expect(await post(robot.url, content('text', 'b'))).toMatchObject({ errcode: 0 });
  expect(await post(robot.url, content('text', 'c'))).toMatchObject({ errcode: 45009 });
  now += 60_000;
  expect(await post(robot.url, content('text', 'c'))).toMatchObject({ errcode: 0 });
});

it('answers as it is told, and can be down', async () => {
  const robot = await start();
  robot.failNext({ errcode: -1, errmsg: 'system busy' });
  expect(await post(robot.url, content('text', 'a'))).toEqual({ errcode: -1, errmsg: 'system busy' });
  await robot.down();
  await expect(post(robot.url, content('text', 'a'))).rejects.toThrow('fetch failed');
  await robot.up();
  expect(await post(robot.url, content('text', 'a'))).toMatchObject({ errcode: 0 });
});
