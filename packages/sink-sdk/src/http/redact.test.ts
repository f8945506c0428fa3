import { expect, it } from 'vitest';
import { hideSecrets, redactLocation, redactUrl, secretsOf } from './redact.ts';

it.each([
  ['https://user:pass@host:8443/events?token=abc&x=1', 'https://host:8443/events?token=***&x=***'],
  ['https://hooks.chat/services/T00000000/B0/XyZ123abcDEF456', 'https://hooks.chat/services/T00000000/B0/***'],
  ['https://api.push/304d1748-b1e3-4c7c-a595-f9d5df329917', 'https://api.push/***'],
  ['http://host/api/v1/kubernetes-events', 'http://host/api/v1/kubernetes-events'],
  ['http://host', 'http://host/'],
])('%s', (url, expected) => {
  expect(redactUrl(new URL(url))).toBe(expected);
});

it.each([
  ['https://user:pw@other/path?token=abc#access_token=def', 'https://other/path?token=***'],
  ['/login?next=%2Fin&token=abc', '/login?next=***&token=***'],
  ['//user:pw@other:8443/x?token=abc', '//other:8443/x?token=***'],
  ['login?token=abc', '/login?token=***'],
  ['/services/XyZ123abcDEF456', '/services/***'],
  ['/elsewhere', '/elsewhere'],
  ['app:token=abc', 'app:***'],
  ['http://[user:pw', '***'],
])('a redirect to %s', (location, expected) => {
  expect(redactLocation(location)).toBe(expected);
});

it('whatever a URL hides is hidden in other texts too, encoded or not', () => {
  const url = new URL('https://us%40r:p%26ssword@host/XyZ123abcDEF456?token=hunter%202');
  const text = 'us@r p&ssword p%26ssword XyZ123abcDEF456 hunter 2';
  expect(hideSecrets(text, secretsOf(url))).toBe('*** *** *** *** ***');
});

it('a short secret does not make the text unreadable', () => {
  expect(hideSecrets('a banana', ['a', ''])).toBe('a banana');
});
