import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, open, startRobot } from './fixtures/open.ts';

const secret = 'SECtestsecret0123456789';

describe('a secured robot', () => {
  it('takes what is signed with its secret', async () => {
    const robot = await startRobot({ secret });
    expect(await deliver(await open({ url: robot.url, secret }), [event('web-1')])).toEqual([]);
    expect(robot.messages).toMatchObject([{ msgtype: 'markdown', title: '⚠️ BackOff · Pod web-1' }]);
  });

  it('takes what has its keyword by the label', async () => {
    const robot = await startRobot({ keywords: ['prod'] });
    for (const format of ['markdown', 'text'] as const) {
      await deliver(await open({ url: robot.url, format, label: '[prod]', template: '{{reason}}' }), [event('web-1')]);
    }
    expect(robot.messages).toHaveLength(2);
  });

  it.each([
    ['the wrong secret', { secret: 'SECother0000000000' }, { secret }, "secret is not the robot's"],
    ['no secret', {}, { secret }, 'demands a signature: set secret'],
    ['no keyword', {}, { keywords: ['ops'] }, 'set label to one of them'],
    ['another address', {}, { addresses: ['10.0.0.1'] }, 'add this address'],
  ])('stops the sink and says what is wrong: %s', async (_name, given, rules, advice) => {
    const robot = await startRobot(rules);
    const sink = await open({ url: robot.url, ...given });
    const refused = deliver(sink, [event('web-1')]);
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(advice);
    await expect(refused).rejects.not.toThrow(/kh-0123456789abcdef|SECother/);
    expect(robot.messages).toEqual([]);
  });

  it('is told from one whose clock is elsewhere', async () => {
    const robot = await startRobot({ secret });
    const sink = await open({ url: robot.url, secret }, { date: () => Date.now() - 3_700_000 });
    await expect(deliver(sink, [event('web-1')])).rejects.toThrow('the clock of this machine is off');
  });
});

it('an unknown token and a robot that is switched off stop the sink', async () => {
  const robot = await startRobot();
  const other = await open({ url: robot.url.replace('0123456789abcdef', 'another000000000') });
  await expect(deliver(other, [event('a')])).rejects.toThrow('url is the webhook of no robot');
  robot.disable(true);
  const refused = deliver(await open({ url: robot.url }), [event('a')]);
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow('switched off');
});

it('notifies whom it is told to, and warns where DingTalk would not', async () => {
  const robot = await startRobot();
  const at = { atMobiles: ['13800138000'], atUserIds: ['wang'], atAll: true };
  const warnings: unknown[] = [];
  for (const format of ['markdown', 'text'] as const) {
    await deliver(await open({ url: robot.url, format, ...at }, {}, warnings), [event('web-1')]);
  }
  expect(warnings).toEqual([]);
  expect(robot.messages.map(({ notified }) => notified)).toEqual([
    ['13800138000', 'wang', '@all'],
    ['13800138000', 'wang', '@all'],
  ]);
  const buttons = [{ title: 'Open', url: 'https://x/' }];
  const card = await open({ url: robot.url, format: 'actionCard', buttons, ...at }, {}, warnings);
  await deliver(card, [event('web-1')]);
  expect(warnings).toEqual([expect.stringContaining('it may notify nobody')]);
  expect(robot.messages.at(-1)).toMatchObject({ msgtype: 'actionCard', notified: [] });
});

it('a batch that comes again is shown once, also by a sink that was opened anew', async () => {
  const robot = await startRobot();
  const events = [event('web-1'), event('web-2')];
  await deliver(await open({ url: robot.url }), events);
  await deliver(await open({ url: robot.url }), events);
  expect([robot.bodies.length, robot.messages.length]).toEqual([2, 1]);
});

describe('what has no room in one message', () => {
  const long = Array.from({ length: 10 }, (_, index) => event(`web-${index}`, { message: 'x'.repeat(6000) }));
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
    const sink = await open({ url: robot.url, template, perMinute: 2 }, { steady: () => now });
    const refusals = await deliver(sink, long);
    const shown = namesIn(robot.messages.map(({ text }) => text));
    expect(shown).toHaveLength(6);
    expect(refusals.map(({ index }) => `web-${index}`)).toEqual(
      long.map(({ object }) => object.name).filter((name) => !shown.includes(name)),
    );
    for (const { error } of refusals) {
      expect(error).toSatisfy(RetryableError.is);
      expect(error).toMatchObject({ retryAfterMs: 60_000 });
    }
    await expect(deliver(sink, [event('web-1')])).rejects.toMatchObject({ retryAfterMs: 60_000 });
    now = 60_000;
    const left = long.filter((_, index) => refusals.some((refusal) => refusal.index === index));
    expect(await deliver(sink, left)).toEqual([]);
    expect(namesIn(robot.messages.map(({ text }) => text))).toEqual(long.map(({ object }) => object.name));
    expect(robot.answers.every(({ errcode }) => errcode === 0)).toBe(true);
  });

  it.each([
    ['busy', { errcode: -1, errmsg: 'busy' }, undefined],
    ['too fast', { errcode: 130101, errmsg: 'send too fast' }, 600_000],
    ['a rejection, which the next try tells', { errcode: 430102, errmsg: 'unsafe text' }, undefined],
    ['a wrong option, which the next try tells', { errcode: 310000, errmsg: 'sign not match' }, undefined],
  ])('comes again after %s; what was shown does not', async (_name, answer, retryAfterMs) => {
    const robot = await startRobot();
    const sink = await open({ url: robot.url, template });
    robot.failNext({ errcode: 0, errmsg: 'ok' }, answer);
    const refusals = await deliver(sink, long);
    expect(refusals).toHaveLength(7);
    for (const { error } of refusals) {
      expect(error).toSatisfy(RetryableError.is);
      expect(error).toMatchObject({ retryAfterMs });
    }
  });
});

it('what DingTalk forbids is rejected, and after being too fast it waits ten minutes', async () => {
  const robot = await startRobot();
  const sink = await open({ url: robot.url });
  robot.failNext({ errcode: 430102, errmsg: 'unsafe text' }, { errcode: 999_999, errmsg: '频率' });
  await expect(deliver(sink, [event('a')])).rejects.toSatisfy(RejectedError.is);
  await expect(deliver(sink, [event('a')])).rejects.toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 600_000 });
});

it('goes on when the robot is back', async () => {
  const robot = await startRobot();
  const sink = await open({ url: robot.url });
  await deliver(sink, [event('a')]);
  await robot.down();
  await expect(deliver(sink, [event('b')])).rejects.toSatisfy(RetryableError.is);
  await robot.up();
  await deliver(sink, [event('b')]);
  expect(robot.messages.map(({ title }) => title)).toEqual(['⚠️ BackOff · Pod a', '⚠️ BackOff · Pod b']);
});

describe('check', () => {
  const check = async (given: object, rules: object) => {
    const robot = await startRobot(rules);
    const sink = await open({ url: robot.url, ...given });
    await sink.check?.({ signal: new AbortController().signal });
    return robot.messages;
  };

  it('shows nothing to the group, and is content with token and signature', async () => {
    expect(await check({ secret }, { secret })).toEqual([]);
  });

  it('finds a wrong signature', async () => {
    await expect(check({ secret: 'SECother0000000000' }, { secret })).rejects.toThrow("secret is not the robot's");
  });
});
