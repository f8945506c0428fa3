import { describe, expect, it } from 'vitest';
import { event } from './fixtures/events.ts';
import { header, jsonLine, textLine } from './format.ts';

describe('a line of text', () => {
  it('reads like kubectl get events, with every column under its title', () => {
    const line = textLine(event());
    for (const [title, cell] of [
      ['LAST SEEN', '2026-11-21T04:33:38Z'],
      ['TYPE', 'Warning'],
      ['REASON', 'BackOff'],
      ['NAMESPACE', 'shop'],
      ['OBJECT', 'pod/web-7d4b'],
      ['MESSAGE', 'Back-off restarting failed container (x3)\n'],
    ] as const) {
      expect(line.slice(header.indexOf(title))).toMatch(new RegExp(`^${cell.replace(/[()]/g, '\\$&')}`));
    }
  });

  it.each([
    ['line ends', 'one\ntwo\r\n\tthree\u2028four', 'one two three four'],
    ['what a terminal would obey', '\u001b[31mred\u0007 \u0000', '\\x1b[31mred\\x07 \\x00'],
    ['emoji and right to left', '🚨 שלום', '🚨 שלום'],
  ])('has one line whatever the message: %s', (_name, message, expected) => {
    const line = textLine(event({ message, count: 1 }));
    expect(line).toMatch(/^[^\n]*\n$/);
    expect(line.trimEnd().endsWith(expected)).toBe(true);
  });

  it('of an event that says nothing still has its columns', () => {
    const bare = event({ involvedObject: {}, type: '', reason: '', message: '', count: 0 });
    expect(textLine(bare).split(/\s+/)).toEqual(['2026-11-21T04:33:38Z', '-', '-', '-', '-', '']);
  });

  it('drops the fraction of a second, which would move the columns', () => {
    expect(textLine(event({ lastTimestamp: null, eventTime: '2026-11-21T04:33:38.123456Z' }))).toMatch(
      /^2026-11-21T04:33:38Z {3}/,
    );
  });
});

describe('a line of JSON', () => {
  it('is the event without the object it was made from, unless that is wanted', () => {
    const one = event({ message: 'one\ntwo "x"' });
    const { raw, ...rest } = one;
    expect(JSON.parse(jsonLine(one, false))).toEqual(rest);
    expect(JSON.parse(jsonLine(one, true))).toEqual({ ...rest, raw });
    expect(jsonLine(one, true)).toMatch(/^[^\n]*\n$/);
  });
});
