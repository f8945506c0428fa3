import { describe, expect, it, onTestFinished } from 'vitest';
import { startDiscord } from '../discord/index.ts';
import { startFeishu } from '../feishu/index.ts';
import { startSlack } from '../slack/index.ts';
import { startTelegram, telegramChat } from '../telegram/index.ts';
import type { ChatServer } from './server.ts';

async function up(start: Promise<ChatServer>): Promise<ChatServer> {
  const server = await start;
  onTestFinished(() => server.down());
  return server;
}

async function post(url: string, body: unknown): Promise<readonly [status: number, text: string, headers: Headers]> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return [reply.status, await reply.text(), reply.headers];
}

/** The same without headers. */
const said = async (url: string, body: unknown) => (await post(url, body)).slice(0, 2);

describe('slack', () => {
  it.each([
    [{}, 400, 'no_text'],
    [{ text: '' }, 400, 'no_text'],
    [{ blocks: [{ type: 'section', text: { text: 'x'.repeat(3001) } }] }, 400, 'invalid_blocks'],
    [{ blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, 400, 'invalid_blocks'],
    [{ text: 'a' }, 200, 'ok'],
    ['a', 400, 'invalid_payload'],
  ])('says what it objects to: %$', async (body, status, text) => {
    expect(await said((await up(startSlack())).url, body)).toEqual([status, text]);
  });

  it('takes one a second, and notifies by what stands in angle brackets', async () => {
    let now = 0;
    const slack = await up(startSlack({ now: () => now }));
    const statuses: unknown[] = [];
    for (now of [0, 999, 1000]) statuses.push((await post(slack.url, { text: '<!channel> &lt;!here&gt;' }))[0]);
    expect(statuses).toEqual([200, 429, 200]);
    expect(slack.messages[0]?.notified).toEqual(['<!channel>']);
    expect(await said(slack.url.replace(/\w$/, '_'), { text: 'a' })).toEqual([403, 'invalid_token']);
  });
});

describe('feishu', () => {
  const card = { elements: [{ tag: 'markdown', content: 'prod' }], header: { title: { content: 'x' } } };
  const message = { msg_type: 'interactive', card };
  // The vector of the fact sheet, computed apart from sink and stand-in.
  const signed = { timestamp: '1700000000', sign: 'AOc8oJ7//5OlQlfWC3nRL0R+IkuzcD1FKcAyibRK9Q8=' };
  it.each([
    [{ ...message, ...signed }, 0, 0],
    [{ ...message, ...signed }, 3_600_001, 19021],
    [message, 0, 19021],
    [{ ...message, ...signed, timestamp: '1700000001' }, 0, 19021],
    [signed, 0, 19002],
    [{ msg_type: 'interactive', card: { elements: [] }, ...signed }, 0, 9499],
    [{ msg_type: 'text', content: { text: 'other' }, ...signed }, 0, 19024],
    [{ msg_type: 'text', content: { text: 'prod'.repeat(5200) }, ...signed }, 0, 19036],
  ])('says what it objects to: %$', async (body, laterMs, code) => {
    const now = () => 1_700_000_000_000 + laterMs;
    const feishu = await up(startFeishu({ secret: 'testsecret', keywords: ['prod'], now }));
    const [, text] = await post(feishu.url, body);
    expect(JSON.parse(text)).toMatchObject({ code });
  });

  it('takes five a second', async () => {
    const feishu = await up(startFeishu({ now: () => 0 }));
    const replies = [];
    for (let count = 0; count < 6; count++) replies.push(await post(feishu.url, message));
    expect(replies.map(([status]) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(replies[5]?.[2].get('x-ogw-ratelimit-reset')).toBe('1');
  });
});

describe('discord', () => {
  const embed = (description: string) => ({ embeds: [{ description }] });
  it.each([
    [{}, 400, 50006],
    [embed('x'.repeat(4097)), 400, 50035],
    [{ content: 'x'.repeat(2001) }, 400, 50035],
    [{ embeds: [{ description: 'x'.repeat(4096) }, { description: 'x'.repeat(1905) }] }, 400, 50035],
  ])('says what it objects to: %$', async (body, status, code) => {
    const [given, text] = await post(`${(await up(startDiscord())).url}?wait=true`, body);
    expect([given, JSON.parse(text).code]).toEqual([status, code]);
  });

  it('says nothing of what it does not keep, unless it is waited for', async () => {
    const discord = await up(startDiscord({ now: () => 0 }));
    expect((await post(discord.url, embed('x'.repeat(5000))))[0]).toBe(204);
    expect(discord.messages).toEqual([]);
    for (let count = 0; count < 4; count++) await post(discord.url, embed('a'));
    const [status, text, headers] = await post(discord.url, embed('a'));
    expect([status, JSON.parse(text).retry_after, headers.get('retry-after')]).toEqual([429, 2, '2']);
  });
});

describe('telegram', () => {
  const to = (fields: object) => ({ chat_id: telegramChat, ...fields });
  it.each([
    [to({ text: '<b>a</b> &lt;', parse_mode: 'HTML' }), 200, /"text":"a <"/],
    [to({ text: '<b>a', parse_mode: 'HTML' }), 400, /can't parse entities/],
    [to({ text: 'a < b', parse_mode: 'HTML' }), 400, /can't parse entities/],
    [to({ text: '<b>a' }), 200, /ok/],
    [to({ text: ' ' }), 400, /text is empty/],
    [to({ text: 'x'.repeat(4097) }), 400, /too long/],
    [{ chat_id: '1', text: 'a' }, 400, /chat not found/],
  ])('says what it objects to: %$', async (body, status, words) => {
    const telegram = await up(startTelegram());
    expect(await said(`${telegram.url}/sendMessage`, body)).toEqual([status, expect.stringMatching(words)]);
  });

  it('takes one a second, and says how long to wait', async () => {
    const telegram = await up(startTelegram({ now: () => 0 }));
    await post(`${telegram.url}/sendMessage`, to({ text: 'a' }));
    const [status, text] = await post(`${telegram.url}/sendMessage`, to({ text: 'a' }));
    expect([status, JSON.parse(text).parameters]).toEqual([429, { retry_after: 1 }]);
  });
});
