import { describe, expect, it } from 'vitest';
import { event } from './fixtures/event.ts';
import { composeMessage, type Markup, type MessageStyle, plain } from './index.ts';

const style: MessageStyle = { zone: 'Asia/Shanghai', language: 'en' };
const headings = (body: string) => body.split('\n').filter((line) => /^(⚠️|ℹ️|❔)/u.test(line));

describe('a digest', () => {
  it('has a row per object and reason, with their newest message', () => {
    const batch = [
      event({ name: 'web-1', count: 23 }),
      event({ name: 'web-2', reason: 'Pulled', type: 'Normal', message: 'Pulled image', last: '2026-11-21T04:30:00Z' }),
    ];
    expect(composeMessage(batch, style)).toMatchObject({
      title: '⚠️ 1 warning, 1 normal on 2 objects',
      body: [
        '⚠️ 1 warning, 1 normal on 2 objects',
        'cluster prod · 2026-11-21 12:30:00 – 12:33:38 +08:00',
        '',
        '⚠️ BackOff ×23 · Pod shop/web-1 · 12:33:38',
        'Back-off restarting failed container',
        '',
        'ℹ️ Pulled · Pod shop/web-2 · 12:30:00',
        'Pulled image',
      ].join('\n'),
      severity: 'warning',
      named: 2,
      cut: 0,
    });
  });

  it('says it in Chinese, what was cut too', () => {
    const batch = Array.from({ length: 40 }, (_, index) => event({ name: `a-long-name-of-a-pod-${index}` }));
    const { title, body } = composeMessage(batch, { ...style, language: 'zh', limit: { bytes: 400 } });
    expect(title).toBe('⚠️ 40 条警告，涉及 40 个对象');
    expect(body.split('\n')[1]).toBe('集群 prod · 2026-11-21 12:33:38 +08:00');
    expect(body).toMatch(/\n… 还有 \d+ 项：\d+ 项警告$/);
  });

  it('puts Warning before Normal, then the more frequent, then the newer', () => {
    const batch = [
      event({ name: 'e', type: 'Normal', count: 99 }),
      event({ name: 'b', count: 5, last: '2026-11-21T04:00:00Z' }),
      event({ name: 'd', type: 'Odd', count: 50 }),
      event({ name: 'a', count: 9 }),
      event({ name: 'c', count: 5, last: '2026-11-21T04:01:00Z' }),
    ];
    const names = headings(composeMessage(batch, { ...style, title: 'apart' }).body).map(
      (line) => /\/(\w)/.exec(line)?.[1],
    );
    expect(names).toEqual(['a', 'c', 'b', 'd', 'e']);
  });

  it('names the cluster of each row when there are several', () => {
    const batch = [event({ cluster: 'east', count: 2 }), event({ cluster: 'west' })];
    const { body } = composeMessage(batch, { ...style, title: 'apart' });
    expect(body.split('\n')[0]).toBe('2026-11-21 12:33:38 +08:00');
    expect(headings(body)).toEqual([
      '⚠️ BackOff ×2 · Pod east/shop/web-7d4b · 12:33:38',
      '⚠️ BackOff · Pod west/shop/web-7d4b · 12:33:38',
    ]);
  });
});

describe('what is the same is said once', () => {
  it('revisions of an event count as the newest, and a batch of nothing else is a message', () => {
    const batch = [3, 4, 7].map((count) => event({ uid: 'one', count, message: `try ${count}` }));
    const { title, body } = composeMessage(batch, style);
    expect(title).toBe('⚠️ BackOff · Pod web-7d4b');
    expect(body).toContain('7 times since');
    expect(body.endsWith('\ntry 7')).toBe(true);
  });

  it('events about one object for one reason add up, and each of their messages is there, the newest first', () => {
    const batch = [
      event({ count: 3, message: 'pulling failed' }),
      event({ count: 4, message: 'no such image', first: '2026-11-21T03:00:00Z' }),
      event({ count: 1, message: 'pulling failed' }),
    ];
    const { body } = composeMessage(batch, { ...style, zone: 'UTC' });
    expect(body.split('\n').slice(2)).toEqual([
      '8 times since 2026-11-21 03:00:00, last 04:33:38 +00:00',
      'pulling failed',
      'no such image',
    ]);
  });

  it('the newest says when, wherever it stands in the batch, and what came last is said first', () => {
    const batch = [
      event({ uid: 'a', last: '2026-11-21T05:00:00Z', message: 'a at first' }),
      event({ uid: 'b', last: '2026-11-21T04:00:00Z', message: 'b' }),
      event({ uid: 'a', last: '2026-11-21T06:00:00Z', message: 'a again' }),
      event({ uid: 'c', last: '2026-11-21T03:00:00Z', message: 'c' }),
    ];
    const { body } = composeMessage(batch, { ...style, zone: 'UTC' });
    expect(body.split('\n').slice(2)).toEqual([
      '3 times since 2026-11-21 04:12:33, last 06:00:00 +00:00',
      'c',
      'a again',
      'b',
    ]);
  });

  it('events that do not say which they are stay apart', () => {
    const batch = [event({ uid: '', count: 2 }), event({ uid: '', count: 3 })];
    expect(composeMessage(batch, style).body).toContain('5 times');
  });
});

describe('a limit', () => {
  const batch = Array.from({ length: 30 }, (_, index) =>
    event({ name: `web-${index}`, count: 30 - index, message: `message of web-${index} ${'x'.repeat(200)}` }),
  );
  const composed = (bytes: number) => composeMessage(batch, { ...style, limit: { bytes } });

  it('shortens messages before it drops them, and drops them before a row', () => {
    const lengths = [12_000, 6000, 3500, 2800].map((bytes) => {
      const { body, named } = composed(bytes);
      expect([named, headings(body).length]).toEqual([30, 31]);
      return body
        .split('\n')
        .filter((line) => line.startsWith('message of'))
        .reduce((sum, line) => sum + line.length, 0);
    });
    expect(lengths).toEqual(lengths.toSorted((left, right) => right - left));
    expect(new Set(lengths).size).toBe(lengths.length);
  });

  it('leaves messages out altogether before objects share a line', () => {
    const { body, named } = composed(1700);
    expect([named, headings(body).length]).toEqual([30, 31]);
    expect(body).not.toContain('message of');
  });

  it('lets objects share a headline and lines before it leaves one out', () => {
    const { body, named, cut } = composed(600);
    expect([named, cut]).toEqual([30, 0]);
    expect(headings(body)).toHaveLength(2);
    expect(body).toContain('\nweb-0 ×30, web-1 ×29, ');
  });

  it('counts what it leaves out, the least of all', () => {
    const { body, named, cut, rest } = composed(300);
    expect(named + cut).toBe(30);
    expect(body.endsWith(`\n… and ${cut} more: ${cut} warnings`)).toBe(true);
    expect(rest).toEqual(batch.slice(named));
  });

  it('is kept in proportion to the batch, not to its square', () => {
    const callsFor = (count: number) => {
      let calls = 0;
      const counting: Markup = {
        ...plain,
        escape: (text) => {
          calls++;
          return text;
        },
      };
      const many = Array.from({ length: count }, (_, index) => event({ name: `web-${index}` }));
      composeMessage(many, { ...style, markup: counting, limit: { bytes: 20_000 } });
      return calls;
    };
    const [few, many] = [callsFor(1000), callsFor(5000)];
    expect(many).toBeLessThan(few * 6);
  });
});
