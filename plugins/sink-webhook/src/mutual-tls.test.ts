import { ConfigError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { hasOpenssl, makeCertificates } from '../../../packages/sink-sdk/src/fixtures/certificates.ts';
import { listen, status } from '../../../packages/sink-sdk/src/fixtures/server.ts';
import { deliver, events, open } from './fixtures/open.ts';

describe.skipIf(!hasOpenssl())('a destination that demands a client certificate', () => {
  const start = async () => {
    const { ca, server, client } = makeCertificates('127.0.0.1');
    const own = { ...server, ca, requestCert: true, rejectUnauthorized: true };
    return { ca, client, server: await listen(status(200, '{"access_token":"abcdefgh"}'), own) };
  };

  it('gets it', async () => {
    const { ca, client, server } = await start();
    const sink = await open({ url: server.url, tls: { ca, ...client } });
    expect(await deliver(sink, events('a'))).toEqual([]);
    await sink.check?.({ signal: new AbortController().signal });
    expect(server.received.map(({ method }) => method)).toEqual(['POST', 'OPTIONS']);
  });

  it('gets it at the token endpoint, too', async () => {
    const { ca, client, server } = await start();
    const oauth2 = {
      tokenUrl: `${server.url}/token`,
      clientId: 'a',
      clientSecret: 'secret-b',
      clientAuth: 'post',
    } as const;
    await deliver(await open({ url: server.url, tls: { ca, ...client }, oauth2 }), events('a'));
    expect(server.received.map(({ url, headers }) => `${url} ${headers.authorization ?? ''}`)).toEqual([
      '/token ',
      '/ Bearer abcdefgh',
    ]);
  });

  it('refuses who has none, and the events wait', async () => {
    const { ca, server } = await start();
    await expect(deliver(await open({ url: server.url, tls: { ca } }), events('a'))).rejects.toSatisfy(
      RetryableError.is,
    );
    expect(server.received).toEqual([]);
  });

  it('a certificate without its key is a wrong option', async () => {
    const { client, server } = await start();
    const refused = open({ url: server.url, tls: { cert: client.cert } });
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow('cert and key go together');
  });
});
