import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, events, held, open, start } from './fixtures/open.ts';

const signal = new AbortController().signal;
const apiKey = 'VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw';

describe('the credential', () => {
  it.each([
    ['an API key as id:key', { apiKey }, { apiKey }],
    // The vector of Elasticsearch's reference for API keys.
    [
      'an API key as it is encoded',
      { apiKey: 'VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==' },
      { apiKey },
    ],
    ['a user', { username: 'elastic', password: 'pässword' }, { basic: 'elastic:pässword' }],
    ['a bearer token', { token: 'dGhlIHRva2Vu' }, { bearer: 'dGhlIHRva2Vu' }],
  ])('%s is accepted', async (_what, options, users) => {
    const cluster = await start({ users });
    const sink = await open({ url: cluster.url, ...options });
    await sink.check?.({ signal });
    await deliver(sink, events('a'));
    expect(Object.keys(held(cluster))).toHaveLength(1);
  });

  it('in the URL is accepted', async () => {
    const cluster = await start({ users: { basic: 'elastic:secret-of-url' } });
    await deliver(await open({ url: cluster.url.replace('//', '//elastic:secret-of-url@') }), events('a'));
    expect(Object.keys(held(cluster))).toHaveLength(1);
  });

  it.each([
    [{ apiKey: 'wrong:credential' }, 'check apiKey'],
    [{ username: 'elastic', password: 'wrong:credential' }, 'check username and password'],
    [{ token: 'wrong:credential' }, 'check token'],
    [{}, 'none of them has a credential'],
  ])('that is wrong is named, and not shown: %j', async (options, message) => {
    const cluster = await start({ users: { apiKey } });
    const sink = await open({ url: cluster.url, ...options });
    for (const call of [() => deliver(sink, events('a')), async () => sink.check?.({ signal })]) {
      const refused = call();
      await expect(refused).rejects.toSatisfy(ConfigError.is);
      await expect(refused).rejects.toThrow(message);
      await expect(refused).rejects.not.toThrow(
        /wrong:credential|d3Jvbmc6Y3JlZGVudGlhbA|ZWxhc3RpYzp3cm9uZzpjcmVkZW50aWFs/,
      );
    }
  });

  it('that may only write is good enough', async () => {
    const cluster = await start({ users: { apiKey, writeOnly: true } });
    const sink = await open({ url: cluster.url, apiKey });
    await sink.check?.({ signal });
    expect(await deliver(sink, events('a'))).toEqual([]);
  });

  it.each([
    [{ apiKey, token: 'x' }, 'apiKey and token: expected one of'],
    [{ username: 'u' }, 'username and password go together'],
    [{ requestBytes: '1kB' }, 'requestBytes: expected 16KiB or more'],
  ])('given twice or by half is refused when the sink opens: %j', async (options, message) => {
    const refused = open(options);
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(message);
  });
});
