import { expect, it } from 'vitest';
import { readRequest } from './request.ts';
import { textsOf } from './texts.ts';

const texts = (body: string, contentType: string, path = '/') =>
  textsOf(readRequest('POST', path, { 'content-type': contentType }, Buffer.from(body)));

it.each([
  ['JSON', '{"a":{"b":["x",1,null,"y"]}}', 'application/json; charset=utf-8', ['x', 'y']],
  ['JSON in a string of JSON', '{"content":"{\\"text\\":\\"x\\"}"}', 'application/json', ['{"text":"x"}', 'x']],
  ['a text that begins like JSON', '{"a":"{{message}}"}', 'application/json', ['{{message}}']],
  ['a vendor’s JSON', '{"a":"x"}', 'application/vnd.api+json', ['x']],
  ['JSON without a type', '{"a":"x"}', '', ['x']],
  ['lines of JSON', '{"a":"x"}\n{"a":"y"}\n', 'application/x-ndjson', ['x', 'y']],
  [
    'a form',
    'text=a%20b&payload=%7B%22t%22%3A%22c%22%7D',
    'application/x-www-form-urlencoded',
    ['a b', '{"t":"c"}', 'c'],
  ],
  ['text', 'a "b"', 'text/plain', ['a "b"']],
  ['broken JSON', '{"a": "said "no""}', 'application/json', []],
  ['nothing', '', '', []],
])('the texts of %s', (_name, body, contentType, expected) => {
  expect(texts(body, contentType)).toEqual(expected);
});

it('the texts of a path', () => {
  expect(texts('', '', '/push/a%20b/%E4%BA%8B?title=c+d')).toEqual(['push', 'a b', '事', 'c d']);
  expect(texts('', '', '/100%/x')).toEqual(['100%', 'x']);
});
