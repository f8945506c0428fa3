import { ConfigError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { hasOpenssl, makeCertificates } from './fixtures/certificates.ts';
import { deliver, events, open, start, urlOf } from './fixtures/open.ts';

describe.skipIf(!hasOpenssl())('over TLS', () => {
  it('events arrive when both sides have a certificate', async () => {
    const { ca, server, client } = makeCertificates();
    const riemann = await start({ tls: { ca, ...server } });
    const sink = await open({ url: `tls://127.0.0.1:${riemann.port}`, tls: { ca, ...client } });
    expect(await deliver(sink, events('a', 'b'))).toEqual([]);
    expect(riemann.events).toHaveLength(2);
  });

  it('a missing certificate stops the sink, and a foreign one is named', async () => {
    const { ca, server } = makeCertificates();
    const { client: foreign } = makeCertificates();
    const riemann = await start({ tls: { ca, ...server } });
    const url = `tls://127.0.0.1:${riemann.port}`;
    const missing = deliver(await open({ url, tls: { ca } }), events('a'));
    await expect(missing).rejects.toSatisfy(ConfigError.is);
    await expect(missing).rejects.toThrow('check tls.cert and tls.key');
    // The stand-in closes the connection without an alert.
    const refused = deliver(await open({ url, tls: { ca, ...foreign } }), events('a'));
    await expect(refused).rejects.toSatisfy(RetryableError.is);
    await expect(refused).rejects.toThrow(/tls\.cert and tls\.key|the connection was cut/);
    expect(riemann.events).toEqual([]);
  });

  it('a server that is not trusted gets nothing, and neither does one without TLS', async () => {
    const { ca, server, client } = makeCertificates();
    const riemann = await start({ tls: { ca, ...server } });
    const refused = deliver(await open({ url: `tls://127.0.0.1:${riemann.port}`, tls: client }), events('a'));
    await expect(refused).rejects.toSatisfy(RetryableError.is);
    await expect(refused).rejects.toThrow('set tls.ca');
    const plain = await start();
    const secure = open({ url: urlOf(plain).replace('tcp:', 'tls:'), tls: { ca }, timeout: '2s' });
    await expect(deliver(await secure, events('a'))).rejects.toSatisfy(RetryableError.is);
    expect([...riemann.events, ...plain.events]).toEqual([]);
  });
});
