import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, events, messages, open, start } from './fixtures/open.ts';

const signal = new AbortController().signal;
const bucket = { version: 2 as const, org: 'ops', bucket: 'k8s' };
const secret = 'the-right:credential';

describe('the credential', () => {
  it.each([
    ['user and password', { version: 1 as const, user: `writer:pass` }, { username: 'writer', password: 'pass' }],
    ['a token of version 2', { version: 2 as const, token: secret }, { ...bucket, token: secret }],
    ['a token of version 3', { version: 3 as const, token: secret }, { version: 3 as const, token: secret }],
  ])('%s is accepted', async (_what, server, options) => {
    const influx = await start({ ...server, databases: ['k8s'] });
    const sink = await open({ url: influx.url, ...options });
    await sink.check?.({ signal });
    await deliver(sink, events('a'));
    expect(messages(influx)).toEqual(['about a']);
  });

  it('in the URL is accepted', async () => {
    const influx = await start({ user: 'writer:pass-of-url', databases: ['k8s'] });
    await deliver(await open({ url: influx.url.replace('//', '//writer:pass-of-url@') }), events('a'));
    expect(messages(influx)).toEqual(['about a']);
  });

  it.each([
    [1 as const, { username: 'writer', password: 'wrong:credential' }, 'check username and password'],
    [1 as const, {}, '(there is none)'],
    [2 as const, { ...bucket, token: 'wrong:credential' }, 'check token'],
    [3 as const, { version: 3 as const, token: 'wrong:credential' }, 'check token'],
  ])('that is wrong is named, and not shown: version %i, %j', async (version, options, message) => {
    const influx = await start({ version, user: 'writer:pass', token: secret, databases: ['k8s'] });
    const sink = await open({ url: influx.url, ...options });
    for (const call of [() => deliver(sink, events('a')), async () => sink.check?.({ signal })]) {
      const refused = call();
      await expect(refused).rejects.toSatisfy(ConfigError.is);
      await expect(refused).rejects.toThrow(message);
      await expect(refused).rejects.not.toThrow(/wrong:credential|d3JpdGVyOndyb25nOmNyZWRlbnRpYWw/);
    }
  });

  it.each([
    [{ token: 'x', username: 'u', password: 'p' }, 'token and username: expected one of them'],
    [{ username: 'u' }, 'username and password go together'],
    [{ version: 2 as const, bucket: 'k8s' }, 'version: 2 needs org and bucket'],
  ])('given twice or by half is refused when the sink opens: %j', async (options, message) => {
    const refused = open(options);
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(message);
  });
});

describe('check makes no database', () => {
  it.each([
    [1 as const, {}],
    [2 as const, { ...bucket }],
  ])('and warns that it is missing: version %i', async (version, options) => {
    const influx = await start({ version, token: secret, databases: [] });
    const warnings: unknown[] = [];
    const given = { url: influx.url, token: secret, ...options };
    await (await open(given, warnings)).check?.({ signal });
    await (await open(given, warnings)).check?.({ signal });
    expect(warnings).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/not found.*the first delivery makes it/)),
    );
    await deliver(await open(given), events('a'));
    await (await open(given, warnings)).check?.({ signal });
    expect(warnings).toHaveLength(2);
  });

  it('and fails where it is not to be made', async () => {
    const influx = await start({ databases: [] });
    const checked = (await open({ url: influx.url, createDatabase: false })).check?.({ signal });
    await expect(checked).rejects.toSatisfy(ConfigError.is);
  });
});
