import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { answerChannel, ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deliver, event, open, startApi } from './fixtures/open.ts';

const signal = new AbortController().signal;

describe('the token', () => {
  it('is fetched once for many messages, and again before it expires', async () => {
    let now = 0;
    const api = await startApi({ now: () => now });
    const sink = await open({ url: api.url }, () => now);
    for (const name of ['web-1', 'web-2', 'web-3']) await deliver(sink, [event(name)]);
    expect(api.tokens()).toEqual({ made: 1, asked: 1 });
    now += 6_890_000;
    await deliver(sink, [event('web-4')]);
    expect(api.tokens().asked).toBe(1);
    now += 20_000;
    for (const name of ['web-5', 'web-6', 'web-7']) await deliver(sink, [event(name)]);
    // Until it ends WeCom gives the same token again.
    expect(api.tokens()).toEqual({ made: 1, asked: 2 });
    now += 300_000;
    await deliver(sink, [event('web-8')]);
    expect(api.tokens()).toEqual({ made: 2, asked: 3 });
    expect(api.answers.every(({ errcode }) => errcode === 0)).toBe(true);
    expect(api.inbox('lihua')).toHaveLength(8);
  });

  it.each([40014, 42001, 40001])(
    'that is refused with %i is replaced, and the message arrives in the same try',
    async (errcode) => {
      const api = await startApi();
      const sink = await open({ url: api.url });
      await deliver(sink, [event('web-1')]);
      api.failNext({ errcode, errmsg: 'refused' });
      await deliver(sink, [event('web-2')]);
      api.revokeTokens();
      await deliver(sink, [event('web-3')]);
      expect(api.inbox('lihua')).toHaveLength(3);
      expect(api.tokens()).toEqual({ made: 2, asked: 3 });
    },
  );

  it('that is refused again and again is not asked for all the time', async () => {
    const api = await startApi();
    const sink = await open({ url: api.url });
    api.failNext({ errcode: 40014, errmsg: 'no' }, { errcode: 40014, errmsg: 'no' });
    const failed = deliver(sink, [event('web-1')]);
    await expect(failed).rejects.toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 60_000 });
    expect(api.tokens().asked).toBe(2);
  });
});

describe('wrong options stop the sink and say which', () => {
  it.each([
    [{ corpSecret: 'wrong-secret-0123456789' }, /errcode 40001.*check corpSecret/],
    [{ corpId: 'ww9999999999999999' }, /errcode 40013.*check corpId/],
    [{ agentId: 7 }, /errcode 301002.*check agentId/],
  ])('%j', async (options, message) => {
    const api = await startApi();
    const sink = await open({ url: api.url, ...options });
    for (const failed of [deliver(sink, [event('web-1')]), sink.check?.({ signal })]) {
      await expect(failed).rejects.toSatisfy(ConfigError.is);
      await expect(failed).rejects.toThrow(message);
      await expect(failed).rejects.not.toThrow(/wrong-secret|corp-secret|token-1/);
    }
    expect(api.inbox('lihua')).toEqual([]);
  });

  it('recipients of whom nobody exists', async () => {
    const api = await startApi();
    const failed = deliver(await open({ url: api.url, toUsers: ['nobody'] }), [event('web-1')]);
    await expect(failed).rejects.toSatisfy(ConfigError.is);
    await expect(failed).rejects.toThrow(/81013.*check toUsers/);
  });

  it('check is content with good ones, and sends nothing', async () => {
    const api = await startApi();
    await (await open({ url: api.url })).check?.({ signal });
    expect(api.answers).toEqual([]);
  });
});

it('what WeCom answered is shown to who tests, without the token', async () => {
  const shown: string[] = [];
  const note = (said: unknown) => void shown.push(String(said));
  subscribe(answerChannel, note);
  onTestFinished(() => void unsubscribe(answerChannel, note));
  const api = await startApi();
  await deliver(await open({ url: api.url }), [event('web-1')]);
  expect(shown).toHaveLength(2);
  expect(shown[0]).toMatch(/gettoken.* answered 200$/);
  expect(shown[1]).toContain('msg-1');
  expect(shown.join('\n')).not.toContain('token-1-of-the-application');
});

it('who is not reached is told once, and when that ends', async () => {
  const api = await startApi({ unlicensed: ['wangqing'] });
  const sink = await open({ url: api.url, toUsers: ['lihua', 'wangqing', 'Nobody'], toTags: ['5'] });
  for (const name of ['web-1', 'web-2']) await deliver(sink, [event(name)]);
  expect(api.inbox('lihua')).toHaveLength(2);
  api.failNext({ errcode: 0, errmsg: 'ok' });
  await deliver(sink, [event('web-3')]);
  expect(sink.said).toEqual([
    expect.stringContaining(
      'warn messages do not reach invaliduser nobody, invalidtag 5, unlicenseduser wangqing, others do',
    ),
    'info all recipients are reached again',
  ]);
});

describe('an answer', () => {
  it.each([
    [-1, RetryableError.is],
    [45009, RetryableError.is],
    [60020, ConfigError.is],
    [40058, RejectedError.is],
    [99999, RejectedError.is],
  ])('with errcode %i', async (errcode, is) => {
    const api = await startApi();
    api.failNext({ errcode, errmsg: 'said so' });
    const failed = deliver(await open({ url: api.url }), [event('web-1')]);
    await expect(failed).rejects.toSatisfy(is);
    await expect(failed).rejects.toThrow(`errcode ${errcode}: said so`);
  });

  it('that does not come is retried, and nothing is lost', async () => {
    const api = await startApi();
    const sink = await open({ url: api.url });
    await deliver(sink, [event('web-1')]);
    await api.down();
    await expect(deliver(sink, [event('web-2')])).rejects.toSatisfy(RetryableError.is);
    await api.up();
    await deliver(sink, [event('web-2')], { attempt: 2 });
    expect(api.inbox('lihua')).toHaveLength(2);
  });
});
