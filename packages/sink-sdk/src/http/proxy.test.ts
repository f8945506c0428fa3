import { describe, expect, it, onTestFinished } from 'vitest';
import { listenProxy } from '../fixtures/proxy.ts';
import { listen, status } from '../fixtures/server.ts';
import { ConfigError, createHttpClient, RetryableError } from '../index.ts';
import { proxies } from './dispatcher.ts';
import type { HttpOptions } from './options.ts';

async function send(options: HttpOptions): Promise<unknown> {
  const client = await createHttpClient({ environment: {}, ...options });
  onTestFinished(() => client.close());
  return client.send({ body: 'x' });
}

describe('which proxy', () => {
  const environment = { HTTP_PROXY: 'http://a', https_proxy: 'http://b', NO_PROXY: 'internal' };
  it.each([
    [{ environment }, 'http://a', 'http://b', 'internal'],
    [{ environment, proxy: 'http://c' }, 'http://c', 'http://c', ''],
    [{ environment, proxy: 'none' }, '', '', '*'],
    [{ environment: {} }, '', '', ''],
    [
      { environment: { HTTP_PROXY: 'a:3128', https_proxy: ' user:pass@b ' } },
      'http://a:3128',
      'http://user:pass@b',
      '',
    ],
    [{ environment: { HTTP_PROXY: '', HTTPS_PROXY: ' ' } }, '', '', ''],
  ])('%j', (options, http, https, except) => {
    expect(proxies(options)).toMatchObject({ http: { url: http }, https: { url: https }, except });
  });
});

it('a request goes through the configured proxy, with its user and password', async () => {
  const server = await listen(status(200));
  const proxy = await listenProxy('pa55word');
  await send({ url: `${server.url}/in`, proxy: proxy.url.replace('//', '//user:pa55word@') });
  expect(server.received).toMatchObject([{ method: 'POST', url: '/in', body: 'x' }]);
  expect(proxy.asked).toHaveLength(1);
});

it('a request goes through the proxy of the environment, unless NO_PROXY names its host', async () => {
  const server = await listen(status(200));
  const proxy = await listenProxy();
  const environment = { HTTP_PROXY: proxy.url };
  await send({ url: server.url, environment });
  expect(proxy.asked).toHaveLength(1);
  await send({ url: server.url, environment: { ...environment, NO_PROXY: '127.0.0.1' } });
  await send({ url: server.url, environment: { ...environment, NO_PROXY: 'internal,127.0.0.0/8' } });
  await send({ url: server.url, environment, proxy: 'none' });
  expect(proxy.asked).toHaveLength(1);
  expect(server.received).toHaveLength(4);
  await send({ url: server.url, environment: { ...environment, no_proxy: '10.0.0.0/8' } });
  expect(proxy.asked).toHaveLength(2);
});

it('a proxy of the environment needs no scheme', async () => {
  const server = await listen(status(200));
  const proxy = await listenProxy('pa55word');
  const environment = { HTTP_PROXY: proxy.url.replace('http://', 'user:pa55word@') };
  await send({ url: server.url, environment });
  expect(proxy.asked).toHaveLength(1);
  expect(server.received).toHaveLength(1);
});

it('a proxy that refuses is a reason to retry, and its password stays hidden', async () => {
  const server = await listen(status(200));
  const proxy = await listenProxy('pa55word');
  const refused = send({ url: server.url, proxy: proxy.url.replace('//', '//user:wr0ngword@') });
  await expect(refused).rejects.toSatisfy(RetryableError.is);
  await expect(refused).rejects.not.toThrow(/wr0ngword/);
  expect(server.received).toHaveLength(0);
});

it('a proxy that is no URL is a wrong option', async () => {
  const refused = send({ url: 'http://127.0.0.1:9', proxy: 'proxy:3128' });
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow(/^proxy: expected /);
});

it.each(['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'])('a wrong %s is named, not shown', async (name) => {
  const refused = send({ url: 'http://127.0.0.1:9', environment: { [name]: 'socks5://user:pa55word@proxy' } });
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow(new RegExp(`^${name}: expected `));
  await expect(refused).rejects.not.toThrow(/pa55word/);
});

it('a proxy that is down is named, and a destination that is down is not taken for it', async () => {
  const proxy = 'http://user:pa55word@127.0.0.1:9';
  const refused = send({ url: 'http://127.0.0.1:7/in', proxy });
  await expect(refused).rejects.toThrow('the proxy 127.0.0.1:9 was not reached: nothing listens there');
  await expect(refused).rejects.not.toThrow('pa55word');
  const around = send({ url: 'http://localhost:7/in', environment: { HTTP_PROXY: proxy, NO_PROXY: 'localhost' } });
  await expect(around).rejects.toThrow('failed: nothing listens there');
});

it('a proxy whose name is not known is named', async () => {
  const refused = send({ url: 'http://127.0.0.1:7/in', proxy: 'http://proxy.invalid:3128' });
  await expect(refused).rejects.toThrow('the proxy proxy.invalid:3128 was not reached');
});
