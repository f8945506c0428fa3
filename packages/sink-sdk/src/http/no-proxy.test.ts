import { expect, it } from 'vitest';
import { rangesOf } from './no-proxy.ts';

it.each([
  ['10.0.0.0/8', 'http://10.255.0.1', true],
  ['10.0.0.0/8', 'https://11.0.0.1:8443/path', false],
  ['10.1.2.3/8', 'http://10.9.9.9', true],
  ['10.96.0.0/12', 'http://10.111.255.255', true],
  ['10.96.0.0/12', 'http://10.112.0.0', false],
  ['0.0.0.0/0', 'http://192.0.2.1', true],
  ['192.0.2.1/32', 'http://192.0.2.1', true],
  ['192.0.2.1/32', 'http://192.0.2.2', false],
  ['fd00::/8', 'http://[fd12:3456::1]:8080', true],
  ['FD00::/8', 'http://[FD12:3456::1]', true],
  ['fd00::/8', 'http://[fe80::1]', false],
  ['::/0', 'http://[2001:db8::1]', true],
  ['2001:db8::1/128', 'http://[2001:db8:0::1]', true],
  ['10.0.0.0/8', 'http://[::ffff:10.0.0.1]', true],
  ['10.0.0.0/8', 'http://[fd00::1]', false],
  ['fd00::/8', 'http://10.0.0.1', false],
  ['internal, 10.0.0.0/8 ,fd00::/8', 'http://10.0.0.1', true],
  ['internal 192.168.0.0/16 fd00::/8', 'http://[fd00::1]', true],
  ['10.0.0.0/8', 'http://10.example', false],
  ['10.0.0.0/33,fd00::/129,10/8,x/8,10.0.0.0/,/8,', 'http://10.0.0.1', false],
  ['', 'http://10.0.0.1', false],
])('NO_PROXY=%s for %s: %s', (except, url, expected) => {
  expect(rangesOf(except)(new URL(url))).toBe(expected);
});
