import { describe, expect, it } from 'vitest';
import { event } from './fixtures/event.ts';
import { composeMessage, type Markup, type MessageStyle, markdown } from './index.ts';

const style: MessageStyle = { zone: 'Asia/Shanghai', language: 'en' };
const full = event({ count: 23, node: 'node-1', fieldPath: 'spec.containers{app}' });

describe('one event', () => {
  it('says what, to what, where, how often, since when, and the message', () => {
    expect(composeMessage([full], style)).toMatchObject({
      title: '⚠️ BackOff · Pod web-7d4b',
      body: [
        '⚠️ BackOff · Pod web-7d4b',
        'Warning · cluster prod · namespace shop · node node-1 · container app',
        '23 times since 2026-11-21 12:12:33, last 12:33:38 +08:00',
        'Back-off restarting failed container',
      ].join('\n'),
      severity: 'warning',
      named: 1,
      cut: 0,
    });
  });

  it('says it in Chinese', () => {
    expect(
      composeMessage([full], { ...style, language: 'zh' })
        .body.split('\n')
        .slice(1, 3),
    ).toEqual([
      '警告 · 集群 prod · 命名空间 shop · 节点 node-1 · 容器 app',
      '共 23 次，自 2026-11-21 12:12:33 起，最近 12:33:38 +08:00',
    ]);
  });

  it.each([
    ['once', { count: 1 }, '2026-11-21 12:33:38 +08:00'],
    [
      'since another day',
      { count: 2, first: '2026-11-20T15:59:59Z' },
      '2 times since 2026-11-20 23:59:59, last 2026-11-21 12:33:38 +08:00',
    ],
    ['since nobody knows when', { count: 2, first: null }, '2 times, last 2026-11-21 12:33:38 +08:00'],
  ])('that came %s', (_name, said, expected) => {
    expect(composeMessage([event(said)], style).body.split('\n')[2]).toBe(expected);
  });

  it.each([
    ['Warning', '⚠️', 'Warning · cluster'],
    ['Normal', 'ℹ️', 'Normal · cluster'],
    ['Catastrophe', '❔', 'Catastrophe · cluster'],
    ['', '❔', 'cluster'],
  ])('of the type %j', (type, glyph, word) => {
    const { title, body } = composeMessage([event({ type })], style);
    expect(title).toBe(`${glyph} BackOff · Pod web-7d4b`);
    expect(body.split('\n')[1]?.startsWith(word)).toBe(true);
  });

  it('about a Node does not say its name twice, and one about nothing says so', () => {
    const node = composeMessage([event({ kind: 'Node', name: 'node-1' })], style);
    expect(node.body.split('\n').slice(0, 2)).toEqual(['⚠️ BackOff · Node node-1', 'Warning · cluster prod']);
    const bare = composeMessage([event({ kind: '', name: '', namespace: '', reason: '', node: '' })], style);
    expect(bare.title).toBe('⚠️ unknown object');
  });

  it('keeps its message as it is, whatever it is', () => {
    const message = 'first\nsecond\r\n\tthird\n\n\u0000 {{reason}} *x* <@all> \u202eשלום 🚨';
    expect(composeMessage([event({ message })], style).body.endsWith(`\n${message}`)).toBe(true);
  });

  it('keeps the lines above its message on one line each', () => {
    const { title, body } = composeMessage([event({ name: 'a\nb', reason: 'x\r\ny', message: '' })], style);
    expect(title).toBe('⚠️ x y · Pod a b');
    expect(body.split('\n')).toHaveLength(3);
  });
});

describe('a destination', () => {
  it('with a field for the title gets a body without it', () => {
    const { title, body } = composeMessage([full], { ...style, title: 'apart', titleLimit: { characters: 12 } });
    expect(title).toBe('⚠️ BackOff …');
    expect(body.startsWith('Warning · cluster')).toBe(true);
  });

  it('that wants a label finds it first in title and body', () => {
    const { title, body } = composeMessage([full], { ...style, label: '[*ops*]', markup: markdown });
    expect(title).toBe('[*ops*] ⚠️ BackOff · Pod web-7d4b');
    expect(body.split('\n')[0]).toBe('**[*ops*] ⚠️ BackOff · Pod web-7d4b**  ');
  });

  it('decides how its markup looks, and every value is escaped by it', () => {
    const html: Markup = {
      escape: (text) => text.replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;' })[found] ?? '&gt;'),
      bold: (text) => `<b>${text}</b>`,
      title: (text, severity) => `<h3 class="${severity}">${text}</h3>`,
      quote: (text) => `<q>${text}</q>`,
      line: (text) => `${text}<br>`,
    };
    const odd = event({ name: '<web>', namespace: 'a&b', reason: 'x<y', message: '<script>\n&', node: '<n>' });
    expect(composeMessage([odd], { ...style, markup: html }).body.split('\n')).toEqual([
      '<h3 class="warning">⚠️ x&lt;y · Pod &lt;web&gt;</h3><br>',
      'Warning · cluster prod · namespace a&amp;b · node &lt;n&gt;<br>',
      '2026-11-21 12:33:38 +08:00<br>',
      '<q>&lt;script&gt;</q><br>',
      '<q>&amp;</q><br>',
    ]);
  });

  it('with a limit gets the message shortened, and nothing else', () => {
    const long = event({ message: '事'.repeat(1000) });
    const { body } = composeMessage([long], { ...style, limit: { bytes: 400 } });
    expect(Buffer.byteLength(body)).toBeGreaterThan(395);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(400);
    expect(body.split('\n').slice(0, 3)).toEqual(composeMessage([event()], style).body.split('\n').slice(0, 3));
    expect(body).toMatch(/\n事+…$/);
  });

  it.each([
    ['characters', (text: string) => Array.from(text).length],
    ['bytes', (text: string) => Buffer.byteLength(text)],
    ['jsonBytes', (text: string) => Buffer.byteLength(JSON.stringify({ text })) - '{"text":""}'.length],
  ] as const)('counted in %s is used up', (unit, size) => {
    const { body } = composeMessage([event({ message: '🚨"\n'.repeat(500) })], { ...style, limit: { [unit]: 700 } });
    expect(size(body)).toBeGreaterThan(690);
    expect(size(body)).toBeLessThanOrEqual(700);
  });
});

it('nothing makes an empty message', () => {
  expect(composeMessage([], style)).toEqual({ title: '', body: '', severity: 'normal', named: 0, cut: 0, rest: [] });
});
