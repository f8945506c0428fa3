import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { bytes, duration, language, parseBytes, parseDuration, secret, zone } from './index.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['0s', 0],
  ])('%s is %i ms', (text, expected) => {
    expect(Check(duration(), text)).toBe(true);
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', '30', 's', '-5s', '5 s', '5S', '1w', '1.2.3s', '5s!'])('%j is none', (text) => {
    expect(Check(duration(), text)).toBe(false);
    expect(() => parseDuration(text)).toThrow(`${JSON.stringify(text)} is no duration`);
  });
});

describe('a size', () => {
  it.each([
    ['4096', 4096],
    ['512KiB', 524_288],
    ['512Ki', 524_288],
    ['1.5MiB', 1_572_864],
    ['2GiB', 2_147_483_648],
    ['100MB', 100_000_000],
  ])('%s is %i bytes', (text, expected) => {
    expect(Check(bytes(), text)).toBe(true);
    expect(parseBytes(text)).toBe(expected);
  });

  it.each(['', 'GiB', '-1MB', '5 MB', '5mb', '1GiBs'])('%j is none', (text) => {
    expect(Check(bytes(), text)).toBe(false);
    expect(() => parseBytes(text)).toThrow(`${JSON.stringify(text)} is no size`);
  });
});

it('a secret says so in the schema, beside its other properties', () => {
  expect(secret({ description: 'The key.' })).toMatchObject({ type: 'string', secret: true, description: 'The key.' });
});

describe('a zone', () => {
  it.each(['Asia/Shanghai', 'UTC', 'America/Argentina/Buenos_Aires'])('%s is one', (name) => {
    expect(Check(zone(), name)).toBe(true);
  });

  it.each(['', 'Asia/Shangri-La', 'CST-8', 'local'])('%j is none', (name) => {
    expect(Check(zone(), name)).toBe(false);
  });

  it('is plain data to whoever reads the schema', () => {
    expect(JSON.parse(JSON.stringify(zone({ description: 'Where.' })))).toEqual({
      type: 'string',
      unit: 'zone',
      examples: ['Asia/Shanghai'],
      description: 'Where.',
    });
  });
});

it('a language is one that the layouts speak', () => {
  expect(['en', 'zh', 'fr', 'EN'].map((name) => Check(language(), name))).toEqual([true, true, false, false]);
});
