import { ConfigError, type KubeEvent, RejectedError } from '@kubeherald/sink-sdk';
import { partsOf } from '@kubeherald/sink-sdk/message';
import { describe, expect, it } from 'vitest';
import type { Options } from './config.ts';
import { event, options } from './fixtures/open.ts';
import { createPayloads } from './payload.ts';

async function make(given: Parameters<typeof options>[0], events = [event('web-1', { message: 'said *no*' })]) {
  const { body } = (await createPayloads(options(given)))(events);
  const { msgUuid, ...rest } = JSON.parse(body);
  expect(msgUuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return rest;
}

const title = '⚠️ BackOff · Pod web-1';
const where = 'Warning · cluster prod · namespace shop · node node-1';
const when = '7 times since 2026-11-21 12:21:08, last 12:33:38 +08:00';
const markdown = [`### ${title}  `, `${where}  `, `${when}  `, '> said \\*no\\*  '].join('\n');

describe('a message', () => {
  it('in Markdown', async () => {
    expect(await make({})).toEqual({ msgtype: 'markdown', markdown: { title, text: markdown } });
  });

  it('as text', async () => {
    expect(await make({ format: 'text' })).toEqual({
      msgtype: 'text',
      text: { content: [title, where, when, 'said *no*'].join('\n') },
    });
  });

  it('in Chinese', async () => {
    const { text } = await make({ format: 'text', language: 'zh', atAll: true });
    expect(text.content).toContain('警告 · 集群 prod · 命名空间 shop');
    expect(text.content.endsWith('\n@所有人')).toBe(true);
  });

  it('has its label in preview and text, where the robot looks for the keyword', async () => {
    const { markdown: content } = await make({ label: '[prod]' });
    expect(content.title).toBe(`[prod] ${title}`);
    expect(content.text.startsWith(`### [prod] ${title}`)).toBe(true);
    const { text } = await make({ format: 'text', label: '[prod]', template: '{{reason}}' });
    expect(text.content).toBe('[prod]\nBackOff');
  });

  it('names whom it notifies in its text, too', async () => {
    const at = { atMobiles: ['13800138000'], atUserIds: ['wang_q'], isAtAll: false };
    expect(await make({ atMobiles: ['13800138000'], atUserIds: ['wang_q'] })).toEqual({
      msgtype: 'markdown',
      markdown: { title, text: `${markdown}\n\n@13800138000 @wang_q` },
      at,
    });
  });

  it('of many is a digest', async () => {
    const { markdown: content } = await make({}, [
      event('web-1'),
      event('web-2', { type: 'Normal', reason: 'Pulled' }),
    ]);
    expect(content.title).toBe('⚠️ 1 warning, 1 normal on 2 objects');
    expect(content.text).toContain('⚠️ **BackOff** ×7 · Pod shop/web-1 · 12:33:38  \n> about web-1  \n\nℹ️ **Pulled**');
  });
});

describe('an actionCard', () => {
  const buttons = [{ title: 'Open', url: 'https://c.example.com/{{object.namespace}}?q={{reason}}' }];
  const more = [...buttons, { title: 'Logs', url: 'https://l.example.com/{{object.name}}' }];
  const odd = event('web/1', { reason: 'a b&c' });

  it('has one button', async () => {
    const { msgtype, actionCard } = await make({ format: 'actionCard', buttons }, [odd]);
    expect([msgtype, actionCard]).toEqual([
      'actionCard',
      {
        title: expect.stringContaining('Pod web/1'),
        text: expect.stringContaining('### ⚠️ a b&c'),
        singleTitle: 'Open',
        singleURL: 'https://c.example.com/shop?q=a%20b%26c',
      },
    ]);
  });

  it('has several, which open in the browser', async () => {
    const given = {
      format: 'actionCard',
      buttons: more,
      buttonOrientation: 'horizontal',
      openInBrowser: true,
    } as const;
    const { actionCard } = await make(given, [odd]);
    expect(actionCard).toMatchObject({
      btnOrientation: '1',
      btns: [
        { title: 'Open' },
        {
          title: 'Logs',
          actionURL: 'dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fl.example.com%2Fweb%252F1&pc_slide=false',
        },
      ],
    });
  });

  it('of a digest leads to the newest of its worst events', async () => {
    const events = [event('a'), event('b'), event('c', { type: 'Normal' })];
    const { actionCard } = await make({ format: 'actionCard', buttons: more }, events);
    expect(actionCard).toMatchObject({ btnOrientation: '0', btns: [{}, { actionURL: 'https://l.example.com/b' }] });
  });

  it('without buttons, or with ones that cannot work, is refused when the sink opens', async () => {
    const broken = [{ title: 'Open', url: 'https://{{#if}}' }];
    await expect(make({ format: 'actionCard' })).rejects.toSatisfy(ConfigError.is);
    await expect(make({ format: 'actionCard', buttons: broken })).rejects.toThrow(/^buttons\[0\]\.url:1:/);
  });

  it('whose links leave no room for a message rejects the event', async () => {
    const long = [{ title: 'Open', url: 'https://x/{{message}}' }];
    const make1 = make({ format: 'actionCard', buttons: long }, [event('a', { message: '事'.repeat(4000) })]);
    await expect(make1).rejects.toSatisfy(RejectedError.is);
  });
});

describe('20,000 bytes', () => {
  const cases = (...rows: [string, KubeEvent[], Partial<Options>][]) => rows;
  const many = (count: number, size: number) =>
    Array.from({ length: count }, (_, index) => event(`web-${index}`, { message: `m${index}. ${'"事'.repeat(size)}` }));

  it.each(
    cases(
      ['one long message', many(1, 10_000), {}],
      ['thousands of objects', many(3000, 1), {}],
      ['long rows by a template', many(30, 600), { template: '{{message}}' }],
      ['rows that are each too long', many(3, 10_000), { template: '{{message}}' }],
      [
        'everything around it as long as can be',
        many(300, 20),
        {
          format: 'actionCard',
          label: '🚨'.repeat(100),
          atMobiles: Array.from({ length: 50 }, () => '13800138000'),
          buttons: [{ title: 'Open', url: `https://x/${'x'.repeat(900)}{{message}}` }],
        },
      ],
    ),
  )('hold whatever comes, and nothing is left out: %s', async (_name, events, given) => {
    const next = await createPayloads(options(given));
    const texts: string[] = [];
    for (const { made, events: shown } of partsOf(events, next)) {
      expect(Buffer.byteLength(made.body)).toBeLessThanOrEqual(20_000);
      expect(shown.length).toBeGreaterThan(0);
      texts.push(made.body);
    }
    const all = texts.join('\n');
    const missing = events.filter(({ object }, index) => !all.includes(object.name) && !all.includes(`m${index}. `));
    expect(missing).toEqual([]);
  });

  it('are used: a message that fits is not shortened', async () => {
    const { markdown: content } = await make({}, [event('a', { message: 'x'.repeat(19_000) })]);
    expect(content.text).toContain('x'.repeat(19_000));
  });
});

describe('the message’s id', () => {
  const idOf = async (given: Parameters<typeof options>[0], names: readonly string[]) => {
    const { body } = (await createPayloads(options(given)))(names.map((name) => event(name)));
    return JSON.parse(body).msgUuid;
  };

  it('is the same at each try, and another for other events, however alike they look', async () => {
    const alike = { format: 'text', template: 'something happened' } as const;
    expect(await idOf(alike, ['a', 'b'])).toBe(await idOf(alike, ['a', 'b']));
    expect(await idOf(alike, ['a'])).not.toBe(await idOf(alike, ['b']));
  });

  it('is another when the options were mended in between', async () => {
    expect(await idOf({}, ['a'])).not.toBe(await idOf({ label: 'ops' }, ['a']));
  });
});
