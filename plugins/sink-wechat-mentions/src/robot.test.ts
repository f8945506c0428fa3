import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, open, startRobot } from './fixtures/open.ts';

it('notifies those whom an event concerns', async () => {
  const robot = await startRobot();
  const mentions = { payments: ['wangqing'], '*': ['@all'] };
  const sink = await open({ url: robot.url, mentions, mentionMobiles: { ledger: ['13900139000'] } });
  for (const namespace of ['payments', 'shop', 'ledger']) await deliver(sink, [event('a', {}, { namespace })]);
  expect(robot.messages.map(({ msgtype, notified }) => [msgtype, ...notified])).toEqual([
    ['markdown', 'wangqing'],
    ['text', '@all'],
    ['text', 'liwei'],
  ]);
});

it('nobody is notified by what an event says', async () => {
  const robot = await startRobot();
  for (const format of ['markdown', 'markdown_v2'] as const) {
    await deliver(await open({ url: robot.url, format }), [
      event('a', { message: 'look <@wangqing>', reason: '<@liwei>' }),
    ]);
  }
  expect(robot.messages.map(({ notified }) => notified)).toEqual([[], []]);
});

it('sends cards that WeCom takes', async () => {
  const robot = await startRobot();
  const sink = await open({
    url: robot.url,
    format: 'template_card',
    cardUrl: 'https://x/{{object.name}}',
    language: 'zh',
  });
  await deliver(sink, [event('web-1')]);
  expect(robot.messages).toMatchObject([{ msgtype: 'template_card', text: expect.stringContaining('命名空间\nshop') }]);
});

it('a wrong key stops the sink, and is not shown; a URL without one does not even open', async () => {
  const robot = await startRobot();
  const refused = deliver(await open({ url: robot.url.replace('kh012345', 'other123') }), [event('a')]);
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow('url is the webhook of no robot');
  await expect(refused).rejects.not.toThrow('other123');
  await expect(open({ url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send' })).rejects.toThrow(
    'this one has no key',
  );
});

describe('what has no room in one message', () => {
  const long = Array.from({ length: 10 }, (_, index) => event(`web-${index}`, { message: 'x'.repeat(1200) }));
  const template = '{{object.name}} {{message}}';
  const namesIn = (texts: readonly string[]) => texts.flatMap((text) => text.match(/web-\d/g) ?? []).sort();

  it('goes into further ones', async () => {
    const robot = await startRobot();
    expect(await deliver(await open({ url: robot.url, template }), long)).toEqual([]);
    expect(robot.messages).toHaveLength(4);
    expect(namesIn(robot.messages.map(({ text }) => text))).toEqual(long.map(({ object }) => object.name));
  });

  it('waits for the next minute when this one is full', async () => {
    let now = 0;
    const robot = await startRobot({ now: () => now, perMinute: 2 });
    const sink = await open({ url: robot.url, template, perMinute: 2 }, () => now);
    const refusals = await deliver(sink, long);
    const shown = namesIn(robot.messages.map(({ text }) => text));
    expect(shown).toHaveLength(6);
    expect(refusals.map(({ index }) => `web-${index}`)).toEqual(
      long.map(({ object }) => object.name).filter((name) => !shown.includes(name)),
    );
    for (const { error } of refusals) expect(error).toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 60_000 });
    now = 60_000;
    const left = long.filter((_, index) => refusals.some((refusal) => refusal.index === index));
    expect(await deliver(sink, left)).toEqual([]);
    expect(namesIn(robot.messages.map(({ text }) => text))).toEqual(long.map(({ object }) => object.name));
    expect(robot.answers.every(({ errcode }) => errcode === 0)).toBe(true);
  });

  it('comes again after a failure; what was shown does not', async () => {
    const robot = await startRobot();
    const sink = await open({ url: robot.url, template });
    robot.failNext({ errcode: 0, errmsg: 'ok' }, { errcode: 45009, errmsg: 'api freq out of limit' });
    const refusals = await deliver(sink, long);
    expect(refusals).toHaveLength(7);
    for (const { error } of refusals) expect(error).toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 60_000 });
  });
});

it('waits when it was too fast, and rejects what is refused for good', async () => {
  const robot = await startRobot({ perMinute: 1 });
  const sink = await open({ url: robot.url });
  await deliver(sink, [event('a')]);
  await expect(deliver(sink, [event('b')])).rejects.toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 60_000 });
  robot.failNext({ errcode: 40058, errmsg: 'invalid request parameter' });
  await expect(deliver(sink, [event('b')])).rejects.toSatisfy(RejectedError.is);
});

it('goes on when the robot is back', async () => {
  const robot = await startRobot();
  const sink = await open({ url: robot.url });
  await robot.down();
  await expect(deliver(sink, [event('b')])).rejects.toSatisfy(RetryableError.is);
  await robot.up();
  await deliver(sink, [event('b')]);
  expect(robot.messages).toHaveLength(1);
});

it('check shows nothing to the group, and finds a wrong key', async () => {
  const robot = await startRobot();
  const check = async (url: string) => {
    const sink = await open({ url });
    await sink.check?.({ signal: new AbortController().signal });
  };
  await check(robot.url);
  expect(robot.messages).toEqual([]);
  await expect(check(robot.url.replace('kh012345', 'other123'))).rejects.toSatisfy(ConfigError.is);
});
