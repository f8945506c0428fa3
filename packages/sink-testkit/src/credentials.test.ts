import { secret, Type } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { credentialsOf, formsOf, hasCredential } from './credentials.ts';

const schema = Type.Object({
  url: secret(),
  plain: Type.String(),
  headers: Type.Record(Type.String(), Type.String(), { secret: true }),
  tls: Type.Object({ key: secret() }),
  to: Type.Array(Type.Object({ token: secret() })),
  auth: Type.Union([Type.Object({ password: secret() }), Type.Literal('none')]),
});

it.each([
  [{ url: 'https://user:pass-word@host.example/path?token=0123456789&x=1' }, ['pass-word', '0123456789']],
  [{ url: 'https://host.example/services/T0123456789AB/plain-and-long-word' }, ['T0123456789AB']],
  [{ url: 'https://host.example/?sign=a%2Fb%3D12345' }, ['a/b=12345']],
  [{ headers: { authorization: 'Bearer 0123456789' } }, ['Bearer 0123456789', '0123456789']],
  [{ tls: { key: 'private-key' } }, ['private-key']],
  [{ to: [{ token: 'token-of-one' }] }, ['token-of-one']],
  [{ auth: { password: 'pass-word' } }, ['pass-word']],
  [{ plain: 'nobody minds', url: 'short' }, []],
])('%j', (config, expected) => {
  expect(credentialsOf(schema, config)).toEqual(expected);
});

describe('a credential is known', () => {
  it.each([
    'pass"word/1',
    String.raw`{"token":"pass\"word/1"}`,
    'https://host/?token=pass%22word%2F1',
    `Basic ${Buffer.from('pass"word/1').toString('base64')}`,
    `key ${Buffer.from('pass"word/1').toString('hex')}`,
    `KEY ${Buffer.from('pass"word/1').toString('hex').toUpperCase()}`,
  ])('in %s', (text) => {
    expect(formsOf('pass"word/1').some((form) => text.includes(form))).toBe(true);
  });
});

it.each([
  ['https://host/?access_token=1', true],
  ['https://user:pass@host/', true],
  ['https://host/path?room=1', false],
  ['no URL', false],
])('%s carries a credential: %s', (text, expected) => {
  expect(hasCredential(text)).toBe(expected);
});
