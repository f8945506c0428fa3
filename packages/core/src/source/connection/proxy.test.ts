import { expect, it } from 'vitest';
import { proxyFor } from './proxy.ts';

const proxy = 'http://proxy:3128';

it.each([
  ['https://api:6443', {}, undefined],
  ['https://api:6443', { HTTPS_PROXY: proxy }, proxy],
  ['https://api:6443', { https_proxy: 'proxy:3128' }, proxy],
  ['http://api:6443', { HTTPS_PROXY: proxy }, undefined],
  ['http://api:6443', { HTTP_PROXY: proxy }, proxy],
  ['https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://127.0.0.9:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://10.96.0.1:443', { HTTPS_PROXY: proxy, NO_PROXY: '10.96.0.0/12,.svc' }, undefined],
  ['https://10.112.0.1:443', { HTTPS_PROXY: proxy, NO_PROXY: '10.96.0.0/12,.svc' }, proxy],
  ['https://[fd00::1]', { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::/8' }, undefined],
  ['https://10.0.0.1', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.1' }, undefined],
  ['https://10.0.0.1', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.1:6443' }, proxy],
  ['https://kubernetes.default.svc', { HTTPS_PROXY: proxy, no_proxy: ' .svc ' }, undefined],
  ['https://api.corp.example:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'corp.example' }, undefined],
  ['https://api.corp.example:6443', { HTTPS_PROXY: proxy, NO_PROXY: '*.corp.example:6443' }, undefined],
  ['https://notcorp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'corp.example' }, proxy],
  ['https://anything', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
])('%s with %o goes through %s', (server, environment, expected) => {
  expect(proxyFor(new URL(server), undefined, environment)).toBe(expected);
});

it('the proxy of the kubeconfig counts more than the environment', () => {
  expect(proxyFor(new URL('https://127.0.0.1'), 'http://own:1', { HTTPS_PROXY: proxy, NO_PROXY: '*' })).toBe(
    'http://own:1',
  );
});
