import { duration, secret, Type } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exampleConfig } from './example-config.ts';
import { exampleOptions } from './example-options.ts';
import { optionRows } from './option-rows.ts';

const exampleOf = (schema: object) =>
  exampleConfig('@acme/kube-sink', 'acme', exampleOptions(schema), optionRows(schema));

describe('an example of a config', () => {
  it('has what must be given, from the examples of the schema, and the rest as comments with its defaults', async () => {
    const text = await exampleOf(
      Type.Object({
        url: Type.String({ examples: ['https://example.com/a: b # c'] }),
        key: secret({ examples: ['${env:KEY}', 'abc123'] }),
        timeout: duration({ default: '10s' }),
        headers: Type.Record(Type.String(), Type.String(), { default: {}, examples: [{ 'x-team': 'shop' }] }),
        note: Type.Optional(Type.String()),
      }),
    );
    expect(parse(text)).toEqual({
      sinks: [{ name: 'acme', use: '@acme/kube-sink', with: { url: 'https://example.com/a: b # c', key: 'abc123' } }],
    });
    expect(text).toContain('key: abc123 # a secret: better "${env:ACME_KEY}"');
    expect(text).toContain('\n      # timeout: 10s\n      # headers: { x-team: shop }\n');
    expect(text).not.toContain('note');
  });

  it('is valid when every comment is taken for an option', async () => {
    const text = await exampleOf(
      Type.Object({
        template: Type.Optional(Type.String({ examples: ['{"text": "{{message}}",\n "n": 1}'] })),
        list: Type.Array(Type.String(), { default: ['a', 'b: c'] }),
      }),
    );
    expect(parse(text.replaceAll('# ', ''))).toEqual({
      sinks: [
        {
          name: 'acme',
          use: '@acme/kube-sink',
          with: { template: '{"text": "{{message}}",\n "n": 1}', list: ['a', 'b: c'] },
        },
      ],
    });
  });

  it('says what must be given when neither an example nor its type tells what it may be', async () => {
    const text = await exampleOf(
      Type.Object({ payload: Type.Any({ description: 'any' }), url: Type.String({ examples: ['https://x'] }) }),
    );
    expect(parse(text).sinks[0].with).toEqual({ url: 'https://x' });
    expect(text).toContain('\n      # payload: # must be given (anything); the sink has no example of it\n');
  });

  it('prefers an example of the whole', async () => {
    const schema = Type.Object(
      { a: Type.String(), b: Type.Optional(Type.Integer()) },
      { examples: [{ a: 'x', b: 2 }] },
    );
    expect(parse(await exampleOf(schema)).sinks[0].with).toEqual({ a: 'x', b: 2 });
  });

  it.each([
    ['a word of several', Type.Union([Type.Literal('a'), Type.Literal('b')]), 'a'],
    ['a duration', duration(), '30s'],
    ['a long text', Type.String({ minLength: 12 }), 'examplexxxxx'],
    ['a number', Type.Integer({ minimum: 5 }), 5],
    ['a flag', Type.Boolean(), true],
    ['a list', Type.Array(Type.String({ examples: ['kafka-1:9092'] })), ['kafka-1:9092']],
    [
      'a part',
      Type.Object({ user: Type.String({ examples: ['bo'] }), pass: Type.Optional(Type.String()) }),
      { user: 'bo' },
    ],
  ])('makes up %s when the schema has no example', (_name, option, expected) => {
    expect(exampleOptions(Type.Object({ option })).needed).toEqual({ option: expected });
  });
});
