import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, event, open, startApi } from './fixtures/open.ts';

const inbox = (api: Awaited<ReturnType<typeof startApi>>) => api.inbox('lihua').map(({ content }) => content);

describe('a message', () => {
  it('is what the API documents, to everybody unless recipients are given', async () => {
    const api = await startApi();
    await deliver(await open({ url: api.url, template: '{{reason}}: {{message}}' }), [event('web-1')]);
    expect(api.bodies).toEqual([
      {
        touser: '@all',
        toparty: '',
        totag: '',
        msgtype: 'text',
        agentid: 1000002,
        text: { content: 'BackOff: about web-1' },
        safe: 0,
        enable_id_trans: 0,
        enable_duplicate_check: 1,
        duplicate_check_interval: 1800,
      },
    ]);
    expect([api.inbox('lihua').length, api.inbox('wangqing').length]).toEqual([1, 1]);
  });

  it('says what happened to what, where, how often and since when', async () => {
    const api = await startApi();
    await deliver(await open({ url: api.url, language: 'zh', label: '[ops]' }), [event('web-1')]);
    const [content = ''] = inbox(api);
    expect(content.split('\n')).toEqual([
      '[ops] ⚠️ BackOff · Pod web-1',
      expect.stringMatching(/集群 prod · 命名空间 shop · 节点 node-1/),
      expect.stringMatching(/12:33:38 \+08:00$/),
      'about web-1',
    ]);
  });

  it('goes to users, departments and tags in one request', async () => {
    const api = await startApi({
      parties: { 2: ['wangqing'] },
      tags: { 5: ['lihua'] },
      users: ['wangqing', 'lihua', 'zhao'],
    });
    await deliver(await open({ url: api.url, toParties: ['2'], toTags: ['5'] }), [event('web-1')]);
    expect(['wangqing', 'lihua', 'zhao'].map((user) => api.inbox(user).length)).toEqual([1, 1, 0]);
    await deliver(await open({ url: api.url, toUsers: ['zhao', 'lihua'] }), [event('web-2')]);
    expect(['wangqing', 'lihua', 'zhao'].map((user) => api.inbox(user).length)).toEqual([1, 2, 1]);
    expect(api.bodies).toHaveLength(2);
  });

  it.each([
    ['text', 'see <a href="http://evil.example">here</a>', /<\u200ba href/],
    ['markdown', '<@all> **bold** [a](http://evil.example) `x`', /<\u200b@all> \*\u200b\*bold.*\]\u200b\(http/],
  ] as const)('of an event makes no markup: %s', async (format, message, harmless) => {
    const api = await startApi();
    await deliver(await open({ url: api.url, format }), [event('web-1', { message })]);
    expect(inbox(api)[0]).toMatch(harmless);
    expect(api.inbox('lihua')[0]?.msgtype).toBe(format);
  });

  it.each(['text', 'markdown'] as const)('is never cut by WeCom: %s', async (format) => {
    const api = await startApi();
    const sink = await open({ url: api.url, format });
    for (const letter of ['a', '事', '🚨', '<a ', '`']) {
      await deliver(sink, [event('web-1', { message: letter.repeat(3000) })]);
    }
    expect(api.inbox('lihua')).toHaveLength(5);
    for (const { content, cut } of api.inbox('lihua')) {
      expect([cut, Buffer.byteLength(content) > 2030]).toEqual([false, true]);
    }
  });
});

describe('a digest', () => {
  it('names the worst first, in one message', async () => {
    const api = await startApi();
    const events = [event('web-1', { type: 'Normal', reason: 'Pulled' }), event('web-2'), event('web-3')];
    expect(await deliver(await open({ url: api.url }), events)).toEqual([]);
    const [content = ''] = inbox(api);
    expect(content).toMatch(/^⚠️ 2 warnings, 1 normal on 3 objects\n/);
    expect(content.indexOf('web-3')).toBeLessThan(content.indexOf('web-1'));
  });

  it('that has no room for all is followed by others, until each object is named', async () => {
    const api = await startApi();
    const names = Array.from({ length: 400 }, (_, index) => `web-7d4b9c6f5-${10_000 + index}`);
    expect(
      await deliver(
        await open({ url: api.url }),
        names.map((name) => event(name)),
      ),
    ).toEqual([]);
    const all = inbox(api);
    expect(all.length).toBeGreaterThan(1);
    expect(all[0]).toMatch(/… and \d+ more: \d+ warnings$/);
    for (const name of names) expect(all.join('\n')).toContain(name);
  });
});

it.each([
  [{ template: '{{#if}' }, /^template:1:/],
  [{ proxy: 'nowhere' }, 'proxy: expected an absolute URL'],
])('options that cannot work are refused when the sink opens: %j', async (options, message) => {
  const refused = open(options);
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow(message);
});
