import { describe, expect, it } from 'vitest';
import { event } from './fixtures/event.ts';
import { composeMessage, type MessageStyle, markdown } from './index.ts';

const style: MessageStyle = { zone: 'Asia/Shanghai', language: 'en' };

/** As when a deployment with 900 pods can neither start nor mount. */
const storm = Array.from({ length: 900 }, (_, index) =>
  event({
    name: `checkout-7f9c8d6b5-${String(index).padStart(4, '0')}`,
    reason: index % 2 === 0 ? 'BackOff' : 'FailedMount',
    count: index === 600 ? 10 : 9,
    message: index % 2 === 0 ? `Back-off in pod ${index}` : `no volume for pod ${index}`,
    last: new Date(Date.parse('2026-11-21T04:00:00Z') + index * 1000).toISOString(),
  }),
);

describe('objects of one reason, kind and namespace that have no room for a line each', () => {
  const quoting = { ...style, markup: { ...markdown, quote: (text: string) => `> ${text}` } };

  it('share a headline with times and their worst message, and lines that a phone can show', () => {
    const { body, named, cut } = composeMessage(storm, { ...quoting, limit: { characters: 16_383 } });
    expect(body.split('\n').slice(3, 7)).toEqual([
      '⚠️ **BackOff** · Pod shop · 4051 times since 2026-11-21 12:12:33, last 12:14:58 +08:00  ',
      '> Back-off in pod 600  ',
      '',
      expect.stringMatching(/^checkout-7f9c8d6b5-0600 ×10, checkout-7f9c8d6b5-0898 ×9, /),
    ]);
    expect(Math.max(...body.split('\n').map((line) => line.length))).toBeLessThanOrEqual(202);
    expect(body).toContain('> no volume for pod 899  ');
    expect(named + cut).toBe(900);
    expect(named).toBeGreaterThan(500);
    expect(body.match(/checkout-/g)).toHaveLength(named);
  });

  it('share one too where there would be screens of lines without a message', () => {
    const bytes = { limit: { bytes: 20_000 }, title: 'apart' as const };
    const { body, cut } = composeMessage(storm.slice(0, 250), { ...style, ...bytes });
    expect(cut).toBe(0);
    expect(body.split('\n').filter((line) => line.startsWith('⚠️'))).toHaveLength(2);
    expect(body).toContain('\nBack-off in pod 248\n');
    expect(body).toContain('\nno volume for pod 249\n');
  });

  it('say it in Chinese, too', () => {
    const { body } = composeMessage(storm, { ...quoting, language: 'zh', limit: { characters: 16_383 } });
    expect(body).toContain(
      '⚠️ **BackOff** · Pod shop · 共 4051 次，自 2026-11-21 12:12:33 起，最近 12:14:58 +08:00  \n> Back-off',
    );
  });

  it.each(['en', 'zh'] as const)(
    'are all named on lines of no more than names before one is left out: %s',
    (language) => {
      const all = { ...style, language, title: 'apart' as const };
      const few = storm.slice(0, 20);
      const bytesOf = (limit: number) => composeMessage(few, { ...all, limit: { bytes: limit } });
      const least =
        Array.from({ length: 200 }, (_, some) => bytesOf(600 + some)).find(({ cut }) => cut === 0)?.body ?? '';
      // The scope, and of each of the reasons two lines of names: nothing but these.
      const [, first = '', second = '', third = '', fourth = '', ...others] = least.split('\n');
      expect(first).toMatch(/^⚠️ FailedMount ×90 · Pod shop(: |：)checkout-7f9c8d6b5-0019 ×9, /);
      expect(third).toMatch(/^⚠️ BackOff ×90 · Pod shop(: |：)checkout-7f9c8d6b5-0018 ×9, /);
      expect([second, fourth].every((line) => /^checkout-[^ ]+ ×9(, checkout-[^ ]+ ×9)*$/.test(line))).toBe(true);
      expect(others).toEqual([]);
    },
  );

  it('keep their message where a tenth of the names is all that it costs, and give it up where it is more', () => {
    const many = storm.filter(({ reason }) => reason === 'BackOff');
    const at = (bytes: number) => composeMessage(many, { ...style, limit: { bytes } }).body;
    expect(at(4096)).toContain('\nBack-off in pod 600\n');
    expect(at(300)).not.toContain('Back-off in pod');
  });

  it('stand beside an object that is alone with its reason, which has a line as ever', () => {
    const alone = event({ name: 'db-0', reason: 'Evicted', count: 99, message: 'The node had no memory left' });
    const { body } = composeMessage([...storm, alone], { ...style, limit: { characters: 16_383 } });
    expect(body.split('\n').slice(2, 6)).toEqual([
      '',
      '⚠️ Evicted ×99 · Pod shop/db-0 · 12:33:38',
      'The node had no memory left',
      '',
    ]);
  });
});
