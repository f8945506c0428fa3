import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { chats } from './storm/chats.ts';
import { pairs, stormMs } from './storm/events.ts';
import { type Ridden, ride } from './storm/ride.ts';

/** What each may need: messages that people have to read, and milliseconds until all was named, from the storm's beginning. */
const bounds: Readonly<Record<string, { readonly messages: number; readonly namedMs: number }>> = {
  'dingtalk-signed': { messages: 15, namedMs: 20_000 },
  'wechat-mentions': { messages: 25, namedMs: 20_000 },
  wechat: { messages: 40, namedMs: 20_000 },
  bark: { messages: 25, namedMs: 20_000 },
  'webhook, slack': { messages: 25, namedMs: 20_000 },
  'webhook, feishu': { messages: 25, namedMs: 20_000 },
  'webhook, discord': { messages: 25, namedMs: 20_000 },
  'webhook, telegram': { messages: 25, namedMs: 20_000 },
};

describe(`5,000 events within ${stormMs / 1000} s about 300 pods for 5 reasons`, () => {
  const table: Record<string, object> = {};
  afterAll(() => console.table(table));

  it.each(Object.entries(chats))('%s', async (name, start) => {
    const chat = await start();
    onTestFinished(() => chat.down());
    const ridden: Ridden = await ride(chat);
    table[name] = {
      messages: ridden.messages,
      'all named after (s)': ridden.namedMs / 1000,
      'all acknowledged after (s)': ridden.doneMs / 1000,
      throttled: ridden.throttled,
      'pairs lost': pairs - ridden.named,
      'dead letters': ridden.deadLetters,
    };
    expect(ridden).toMatchObject({ named: pairs, throttled: 0, refused: 0, deadLetters: 0 });
    expect(ridden.messages).toBeLessThanOrEqual(bounds[name]?.messages ?? 0);
    expect(ridden.namedMs).toBeLessThanOrEqual(bounds[name]?.namedMs ?? 0);
  });
});
