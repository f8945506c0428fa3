import { ConfigError, type KubeEvent } from '@kubeherald/sink-sdk';
import { partsOf } from '@kubeherald/sink-sdk/message';
import { describe, expect, it } from 'vitest';
import type { Options } from './config.ts';
import { event, options } from './fixtures/open.ts';
import { createPayloads } from './payload.ts';

const make = async (given: Partial<Options>, events = [event('web-1', { message: 'said *no* to <@all>' })]) =>
  JSON.parse((await createPayloads(options(given)))(events).body);

const title = '⚠️ BackOff · Pod web-1';
const where = 'Warning · cluster prod · namespace shop · node node-1';
const when = '7 times since 2026-11-21 12:21:08, last 12:33:38 +08:00';
const quoted = '> said ＊no＊ to ＜@all>';

describe('a message', () => {
  it('in Markdown has the colour of its severity', async () => {
    const content = [`<font color="warning">**${title}**</font>`, where, when, quoted].join('\n');
    expect(await make({})).toEqual({ msgtype: 'markdown', markdown: { content } });
    const normal = await make({ label: '[prod]' }, [event('web-1', { type: 'Normal' })]);
    expect(normal.markdown.content).toMatch(/^<font color="info">\*\*\[prod\] ℹ️ BackOff/);
  });

  it('as text', async () => {
    const content = [title, where, when, 'said *no* to <@all>'].join('\n');
    expect(await make({ format: 'text' })).toEqual({ msgtype: 'text', text: { content } });
  });

  it('in markdown_v2', async () => {
    const content = [`### ${title}`, where, when, quoted].map((line) => `${line}  `).join('\n');
    expect(await make({ format: 'markdown_v2' })).toEqual({ msgtype: 'markdown_v2', markdown_v2: { content } });
  });

  it('of many is a digest', async () => {
    const { markdown } = await make({ language: 'zh' }, [event('web-1'), event('web-2')]);
    expect(markdown.content).toMatch(/^<font color="warning">\*\*⚠️ 2 条警告，涉及 2 个对象\*\*<\/font>\n集群 prod · /);
    expect(markdown.content).toContain('⚠️ **BackOff** ×7 · Pod shop/web-2 · 12:33:38\n> about web-2');
  });
});

describe('mentions', () => {
  const mentions = { payments: ['wangqing'], shop: ['liwei'], '*': ['@all'] };
  const inPayments = event('a', {}, { namespace: 'payments' });

  it('of users end a message in Markdown', async () => {
    const { markdown } = await make({ mentions }, [inPayments, event('b')]);
    expect(markdown.content.endsWith('\n\n<@wangqing> <@liwei>')).toBe(true);
  });

  it('are lists of a text', async () => {
    const { text } = await make({ format: 'text', mentions, mentionMobiles: { payments: ['138'] } }, [inPayments]);
    expect(text).toMatchObject({ mentioned_list: ['wangqing'], mentioned_mobile_list: ['138'] });
    expect(text.content).not.toContain('wangqing');
  });

  const tables = (...rows: [string, Partial<Options>][]) => rows;
  it.each(
    tables(
      ['everybody', { mentions }],
      ['by mobile', { mentionMobiles: { '*': ['138'] } }],
      ['in markdown_v2', { format: 'markdown_v2', mentions: { '*': ['wangqing'] } }],
      ['on a card', { format: 'template_card', cardUrl: 'https://x/', mentions: { '*': ['wangqing'] } }],
      [
        'of more users than a message has room for',
        { mentions: { '*': Array.from({ length: 99 }, (_, n) => `user-${n}-name`) } },
      ],
    ),
  )('that the format cannot have make it a text: %s', async (_name, given) => {
    const other = event('a', {}, { namespace: 'other' });
    const { msgtype, text } = await make(given, [other]);
    expect([msgtype, text.mentioned_list ?? text.mentioned_mobile_list]).toEqual([
      'text',
      Object.values({ ...given.mentions, ...given.mentionMobiles }).at(-1),
    ]);
  });

  it('are of those alone whom the message names', async () => {
    const long = { message: 'x'.repeat(3000) };
    const next = await createPayloads(options({ mentions, template: '{{message}}' }));
    const events = [event('a', long), event('b', long, { namespace: 'payments' })];
    const [first = '', second = ''] = [...partsOf(events, next)].map(({ made }) => made.body);
    expect([first.includes('<@liwei>'), first.includes('wangqing')]).toEqual([true, false]);
    expect([second.includes('<@wangqing>'), second.includes('liwei')]).toEqual([true, false]);
  });
});

describe('a card', () => {
  const cardUrl = 'https://c.example.com/{{object.namespace}}?q={{reason}}';
  const given = { format: 'template_card', cardUrl } as const;

  it('says what, where, how often and when, and leads on', async () => {
    expect(await make(given, [event('web-1', { reason: 'a&b' })])).toEqual({
      msgtype: 'template_card',
      template_card: {
        card_type: 'text_notice',
        source: { desc: 'prod', desc_color: 2 },
        main_title: { title: '⚠️ a&b · Pod web-1' },
        sub_title_text: 'about web-1',
        horizontal_content_list: [
          { keyname: 'Object', value: 'Pod web-1' },
          { keyname: 'Namespace', value: 'shop' },
          { keyname: 'Node', value: 'node-1' },
          { keyname: 'Count', value: '7' },
          { keyname: 'Last', value: '2026-11-21 12:33:38' },
        ],
        card_action: { type: 1, url: 'https://c.example.com/shop?q=a%26b' },
      },
    });
  });

  it('quotes a longer message, and has what a template makes', async () => {
    const message = 'long '.repeat(100);
    const { template_card: long } = await make(given, [event('web-1', { message })]);
    expect([long.quote_area, long.sub_title_text]).toEqual([{ type: 0, quote_text: message }, undefined]);
    const { template_card: own } = await make({ ...given, template: '{{reason}}!' });
    expect(own.sub_title_text).toBe('BackOff!');
  });

  it('of a digest is Markdown, for it has no room', async () => {
    expect((await make(given, [event('a'), event('b')])).msgtype).toBe('markdown');
  });

  it('that leads nowhere is refused when the sink opens', async () => {
    await expect(make({ format: 'template_card' })).rejects.toSatisfy(ConfigError.is);
    await expect(make({ ...given, cardUrl: '{{#if}}' })).rejects.toThrow(/^cardUrl:1:/);
  });
});

describe('bytes of a content', () => {
  const many = (count: number, size: number): KubeEvent[] =>
    Array.from({ length: count }, (_, index) =>
      event(`web-${index}`, { message: `m${index}. ${'"事*'.repeat(size)}` }),
    );
  const cases = [
    ['one long message', many(1, 2000)],
    ['hundreds of objects', many(700, 1)],
    ['rows that are each too long', many(3, 2000)],
  ] as const;
  const most = { text: 2048, markdown: 4096, markdown_v2: 4096 } as const;
  const table = cases.flatMap(([name, events]) =>
    (['text', 'markdown', 'markdown_v2'] as const).flatMap((format) =>
      [undefined, '{{message}}'].map((template) => ({ name, format, template, events })),
    ),
  );

  it.each(table)('$format, $name, template $template: nothing is left out', async ({ format, template, events }) => {
    const given = { format, label: '🚨'.repeat(100), ...(template === undefined ? {} : { template }) };
    const users = { '*': format === 'markdown_v2' ? [] : ['wangqing', 'x'.repeat(64)] };
    const next = await createPayloads(options({ ...given, mentions: users }));
    const texts: string[] = [];
    for (const { made, events: shown } of partsOf(events, next)) {
      const content: string = JSON.parse(made.body)[format].content;
      expect(Buffer.byteLength(content)).toBeLessThanOrEqual(most[format]);
      expect(shown.length).toBeGreaterThan(0);
      texts.push(content);
    }
    const all = texts.join('\n');
    expect(events.filter(({ object }, index) => !all.includes(object.name) && !all.includes(`m${index}. `))).toEqual(
      [],
    );
  });

  it('are used: a message that fits is not shortened', async () => {
    const message = 'x'.repeat(3800);
    expect((await make({}, [event('a', { message })])).markdown.content).toContain(message);
  });
});

it.each([
  ['a <@wang> <font color="info">x</font> <none> 1 < 2', 'a ＜@wang> ＜font color="info">x＜/font> ＜none> 1 < 2'],
  ['[a](http://x) `code` **b** snake_case', '[a]（http://x) ｀code｀ ＊＊b＊＊ snake_case'],
  ['# title\n> quote\n--- \na-b > c # d', '＃ title\n＞ quote\n－-- \na-b > c # d'],
])('what an event says is no markup: %j', async (message, expected) => {
  const { markdown } = await make({ template: '{{message}}' }, [event('a', { message })]);
  expect(markdown.content).toBe(expected);
});
