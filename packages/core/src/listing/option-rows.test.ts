import { bytes, duration, secret, Type } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { optionRows } from './option-rows.ts';

const told = (schema: object) =>
  optionRows(schema).map(({ name, type, required, secret: hidden }) =>
    [name, type, required ? 'required' : '', hidden ? 'secret' : ''].filter((part) => part !== '').join(' · '),
  );

describe('the options of a schema', () => {
  it.each([
    ['a text', Type.String(), 'text'],
    ['a number in a range', Type.Integer({ minimum: 1, maximum: 64 }), 'integer 1–64'],
    ['a number with a least', Type.Number({ minimum: 0.5 }), 'number ≥ 0.5'],
    ['a duration', duration(), 'duration'],
    ['a size', bytes(), 'bytes'],
    ['one of some words', Type.Union([Type.Literal('a'), Type.Literal('b')]), '"a" | "b"'],
    ['an enum', Type.Unsafe({ enum: ['a', 2] }), '"a" | 2'],
    ['a list', Type.Array(Type.String()), 'list of string'],
    ['one or a list', Type.Union([Type.String(), Type.Array(Type.String())]), 'string | list of string'],
    ['texts by name', Type.Record(Type.String(), Type.String()), 'string by name'],
    ['anything', Type.Unknown(), 'anything'],
  ])('tell the type of %s', (_name, option, expected) => {
    const [row] = optionRows(Type.Object({ option }));
    expect(row?.type).toBe(expected === 'text' ? 'string' : expected);
  });

  it('tell what must be given: not what has a default, and of a part only when it is there', () => {
    const schema = Type.Object({
      url: Type.String(),
      method: Type.String({ default: 'POST' }),
      note: Type.Optional(Type.String()),
      auth: Type.Optional(Type.Object({ user: Type.String(), password: Type.Optional(secret()) })),
    });
    expect(told(schema)).toEqual([
      'url · string · required',
      'method · string',
      'note · string',
      'auth.user · string · required',
      'auth.password · string · secret',
    ]);
    expect(optionRows(schema)[1]).toMatchObject({ default: 'POST' });
  });

  it('tell nested ones with dotted names, those of list items with brackets, and what lies in a secret as secret', () => {
    const schema = Type.Object({
      tls: Type.Optional(Type.Object({ ca: Type.Optional(Type.String()) }, { secret: true })),
      routes: Type.Array(Type.Object({ to: Type.String() })),
    });
    expect(told(schema)).toEqual([
      'tls.ca · string · secret',
      'routes · list of object · required',
      'routes[].to · string · required',
    ]);
  });

  it('tell records and lists of secrets, and what may be one, as secret: their values have no rows', () => {
    const schema = Type.Object({
      headers: Type.Record(Type.String(), secret()),
      keys: Type.Array(secret()),
      key: Type.Union([secret(), Type.Literal(false)]),
      labels: Type.Record(Type.String(), Type.String()),
    });
    expect(told(schema)).toEqual([
      'headers · string by name · required · secret',
      'keys · list of string · required · secret',
      'key · string | false · required · secret',
      'labels · string by name · required',
    ]);
  });

  it('tell all forms of an option that has several, and of their parts only the common ones as required', () => {
    const schema = Type.Object({
      template: Type.Union([
        Type.String(),
        Type.Object({ kind: Type.String(), go: Type.String() }),
        Type.Object({ kind: Type.String(), js: Type.String() }),
      ]),
    });
    expect(told(schema)).toEqual([
      'template · string | object · required',
      'template.kind · string',
      'template.go · string',
      'template.js · string',
    ]);
  });

  it('end, also for a schema that holds itself', () => {
    const schema: Record<string, unknown> = { type: 'object' };
    schema.properties = { self: schema };
    expect(optionRows(schema).length).toBeLessThan(50);
  });
});
