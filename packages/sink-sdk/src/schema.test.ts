import { Check, Errors } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { bytes, duration, httpOptions, language, parseBytes, parseDuration, secret, Type, zone } from './index.ts';

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

describe('what a duration may be', () => {
  const faults = (schema: ReturnType<typeof duration>, text: unknown) =>
    Errors(schema, text).map(({ message }) => message);

  it.each(['24d', '576h', '0s'])('%s is held by a timer', (text) => {
    expect(faults(duration(), text)).toEqual([]);
  });

  it.each(['25d', '600h', '99999999999d'])('%s is longer than timers hold', (text) => {
    expect(faults(duration(), text)).toEqual(['must be at most 24d']);
  });

  it('is more where it is no timer', () => {
    expect(faults(duration({}, { most: '3650d' }), '90d')).toEqual([]);
    expect(faults(duration({}, { most: '3650d' }), '3651d')).toEqual(['must be at most 3650d']);
  });

  it.each(['0s', '0ms', '30d'])('%s is no timeout', (timeout) => {
    expect(Errors(Type.Object(httpOptions), { timeout })).toMatchObject([
      { instancePath: '/timeout', message: 'must be a duration from 1ms to 24d' },
    ]);
  });

  it('is told of once, when it is none at all', () => {
    expect([faults(duration(), 'soon').length, faults(duration(), 30).length]).toEqual([1, 1]);
  });

  it.each(['365001d', '99999999999d'])('%s is more than a date holds', (text) => {
    expect(() => parseDuration(text)).toThrow(`"${text}" is too long; expected at most 365000d`);
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
