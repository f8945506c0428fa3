import { expect, it } from 'vitest';
import { namedOption } from './named-option.ts';

const options = { template: { go: 'x' }, tls: { ca: 'y' }, hosts: ['a', 'b'], 'a/b': 1 };

it.each([
  ['tls.ca: no such file', '/tls/ca', 'no such file'],
  ['tls.cert: is needed beside key', '/tls/cert', 'is needed beside key'],
  ['template:1:8: expected }', '/template', 'template:1:8: expected }'],
  ['hosts[1]: no such host', '/hosts/1', 'no such host'],
  ['hosts[7].name: no such host', '/hosts', 'hosts[7].name: no such host'],
  ['proxy: is no URL', '', 'proxy: is no URL'],
  ['constructor: is no option', '', 'constructor: is no option'],
  ['tls is wrong', '', 'tls is wrong'],
  ['', '', ''],
])('%j names %j', (message, path, rest) => {
  expect(namedOption(message, options)).toEqual({ path, message: rest });
});
