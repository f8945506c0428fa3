import { expect, it } from 'vitest';
import { hideInside, hider, secretsIn } from './hide.ts';

const secret = 'p/a?s s+"1"';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

it.each([
  ['as it is', `no ${secret}.`, 'no [redacted].'],
  ['in JSON', JSON.stringify({ secret }), '{"secret":"[redacted]"}'],
  ['in a URL', `?key=${encodeURIComponent(secret)}&a`, '?key=[redacted]&a'],
  ['in hex', `no ${Buffer.from(secret).toString('hex')}.`, 'no [redacted].'],
  ['in base64', `no ${base64(secret)}.`, 'no [redacted].'],
])('hides a secret %s', (_where, text, shown) => {
  expect(hider([secret])(text)).toBe(shown);
});

it.each([
  ['http://127.0.0.1:80/in/s3cret-pw', 'POST http://127.0.0.1/in/s3cret-pw failed', 'POST [redacted] failed'],
  ['http://LocalHost:1/hooks/abcdef', 'POST http://localhost:1/hooks/abcdef failed', 'POST [redacted] failed'],
  ['http://u:pass@h:1/hooks/abcdef', 'POST http://h:1/hooks/abcdef?a=*** failed', 'POST [redacted]?a=*** failed'],
  ['https://h:443/hooks/abcdefghijkl', 'no hook abcdefghijkl', 'no hook [redacted]'],
  ['https://h/send?access_token=0123456789abcdef', 'token 0123456789abcdef', 'token [redacted]'],
  ['https://u:p%40ssword@h/', 'wrong: p@ssword', 'wrong: [redacted]'],
  // What is no key stays readable.
  ['http://h:80/send?wait=true', 'send true to http://h:80/', 'send true to http://h:80/'],
  ['not:%zz', 'not:%zz and %zz', '[redacted] and %zz'],
])('hides of the address %s what it is shown as', (address, text, shown) => {
  expect(hider([address])(text)).toBe(shown);
});

it.each(['', 'a', 'ab', 'abc', 'user:', 'somebody:'])(
  'hides a secret after %j in base64, whatever follows',
  (before) => {
    for (const after of ['', '!', '!!', '!!!']) {
      for (const encode of [base64, base64url]) {
        const shown = hider([secret])(`Basic ${encode(before + secret + after)}`);
        expect(shown).toContain('[redacted]');
        // What is left are characters that hold bits of its neighbours too.
        const left = shown.replace('Basic ', '').replace('[redacted]', '').replace(/=+$/, '');
        expect(left.length).toBeLessThanOrEqual(Math.ceil(((before.length + after.length) * 8) / 6) + 2);
      }
    }
  },
);

it('hides the longer of two secrets whole, and leaves alone what is too short for a secret', () => {
  expect(hider(['token', 'token-of-ops', 'abc'])('abc: token-of-ops, token')).toBe('abc: [redacted], [redacted]');
});

it('hides inside plain data, in names too', () => {
  const hide = hider(['hunter2']);
  expect(hideInside({ hunter2: ['hunter2', 7, null, { a: 'x hunter2' }] }, hide)).toEqual({
    '[redacted]': ['[redacted]', 7, null, { a: 'x [redacted]' }],
  });
});

it('finds secrets in the forms, records and lists of a schema', () => {
  const secretText = { type: 'string', secret: true };
  const schema = {
    allOf: [{ properties: { first: secretText } }],
    properties: {
      key: { anyOf: [secretText, { type: 'object', properties: { file: { type: 'string' } } }] },
      keys: { anyOf: [{ type: 'string' }, { type: 'array', items: secretText }] },
      headers: { type: 'object', patternProperties: { '^.*$': secretText } },
      more: { type: 'object', additionalProperties: secretText },
      pin: secretText,
      open: { type: 'string' },
    },
  };
  const options = { first: 'f', key: 'k', keys: ['l'], headers: { a: 'h' }, more: { b: 'm' }, pin: 1234, open: 'o' };
  expect(new Set(secretsIn(schema, options))).toEqual(new Set(['f', 'k', 'l', 'h', 'm', '1234']));
});
