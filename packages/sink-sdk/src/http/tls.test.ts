import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasOpenssl, makeCertificates } from '../fixtures/certificates.ts';
import { listenProxy } from '../fixtures/proxy.ts';
import { listen, status } from '../fixtures/server.ts';
import { ConfigError, createHttpClient, RetryableError } from '../index.ts';
import type { HttpOptions } from './options.ts';

async function send(options: HttpOptions) {
  const client = await createHttpClient({ environment: {}, ...options });
  onTestFinished(() => client.close());
  return client.send({ body: 'x' });
}

describe.skipIf(!hasOpenssl())('TLS', () => {
  it('trusts the authority it is given, as text or as a file', async () => {
    const { ca, server: keys, folder } = makeCertificates('127.0.0.1');
    const server = await listen(status(200), keys);
    await send({ url: server.url, tls: { ca } });
    await send({ url: server.url, tls: { ca: join(folder, 'ca.pem') } });
    expect(server.received).toHaveLength(2);
  });

  it('refuses a stranger and says which option helps', async () => {
    const { server: keys } = makeCertificates('127.0.0.1');
    const server = await listen(status(200), keys);
    const refused = send({ url: server.url });
    await expect(refused).rejects.toSatisfy(RetryableError.is);
    await expect(refused).rejects.toThrow('set tls.ca');
    await send({ url: server.url, tls: { insecureSkipVerify: true } });
    expect(server.received).toHaveLength(1);
  });

  it('refuses a certificate for another name, unless told to expect it', async () => {
    const { ca, server: keys } = makeCertificates('events.example');
    const server = await listen(status(200), keys);
    await expect(send({ url: server.url, tls: { ca } })).rejects.toThrow('set tls.serverName');
    await send({ url: server.url, tls: { ca, serverName: 'events.example' } });
    expect(server.received).toHaveLength(1);
  });

  it('shows its own certificate to a server that wants one', async () => {
    const { ca, server: keys, client } = makeCertificates('127.0.0.1');
    const server = await listen(status(200), { ...keys, ca, requestCert: true, rejectUnauthorized: true });
    await expect(send({ url: server.url, tls: { ca } })).rejects.toSatisfy(RetryableError.is);
    await send({ url: server.url, tls: { ca, ...client } });
    expect(server.received).toHaveLength(1);
  });

  it('works through a proxy', async () => {
    const { ca, server: keys } = makeCertificates('127.0.0.1');
    const server = await listen(status(200), keys);
    const proxy = await listenProxy();
    await send({ url: server.url, proxy: proxy.url, tls: { ca } });
    expect(proxy.asked.map(({ line }) => line)).toEqual([`CONNECT 127.0.0.1:${server.port}`]);
    expect(server.received).toHaveLength(1);
  });
});

it.each([
  [{ ca: '/no/such/file.pem' }, 'tls.ca: expected PEM text or the path of a file'],
  [{ cert: '-----BEGIN CERTIFICATE-----' }, 'cert and key go together'],
])('%j is a wrong option', async (tls, message) => {
  const refused = createHttpClient({ url: 'https://127.0.0.1', tls });
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow(message);
});
