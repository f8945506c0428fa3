import { mkdtempSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from './fixtures/folder.ts';
import { kubeconfigFor } from './fixtures/run.ts';
import { emptyList } from './fixtures/scripted-server.ts';
import { ca, openConnection, pem, serve, tokens } from './fixtures/secure.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

describe('in a pod', () => {
  it('the mounted token and authority are used, and the token read again as the kubelet swaps it', async () => {
    const { seen, script } = tokens('pod1', 'pod2');
    const { server } = await serve(script);
    const mount = temporaryFolder();
    const swap = (data: string, token: string) => {
      const target = mkdtempSync(join(mount, `..${data}-`));
      writeFileSync(join(target, 'token'), `${token}\n`);
      writeFileSync(join(target, 'ca.crt'), pem('server-ca.pem'));
      symlinkSync(target, join(mount, '..new'));
      renameSync(join(mount, '..new'), join(mount, '..data'));
    };
    swap('one', 'pod1');
    for (const file of ['token', 'ca.crt']) symlinkSync(join('..data', file), join(mount, file));
    const { get, clock, log } = openConnection({
      environment: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) },
      serviceAccountFolder: mount,
    });
    expect(await get()).toBe(200);
    swap('two', 'pod2');
    clock.advance(50_000);
    expect(await get()).toBe(200);
    unlinkSync(join(mount, '..data'));
    clock.advance(50_000);
    expect(await get()).toBe(200);
    expect(seen).toEqual(['pod1', 'pod2', 'pod2']);
    expect(log.at('warn')).toEqual(['a file of the credentials cannot be read again']);
  });
});

describe('TLS', () => {
  it('a certificate of another authority is refused, and accepted once the authority file is exchanged', async () => {
    const { url } = await serve((_request, response) => emptyList(response, '1'));
    writeFileSync(path('rotating.pem'), pem('other-ca.pem'));
    const { get, log } = openConnection({
      kubeconfig: kubeconfigFor(url, {}, { 'certificate-authority': path('rotating.pem') }),
    });
    await expect(get()).rejects.toThrow(/certificate/);
    writeFileSync(path('rotating.pem'), pem('server-ca.pem'));
    expect(await get()).toBe(200);
    expect(log.at('info').join()).toContain('certificates or address changed');
  });

  it('insecure-skip-tls-verify and tls-server-name are followed', async () => {
    const { url } = await serve((_request, response) => emptyList(response, '1'));
    expect(
      await openConnection({ kubeconfig: kubeconfigFor(url, {}, { 'insecure-skip-tls-verify': true }) }).get(),
    ).toBe(200);
    expect(
      await openConnection({ kubeconfig: kubeconfigFor(url, {}, { ...ca, 'tls-server-name': 'api.test' }) }).get(),
    ).toBe(200);
    await expect(
      openConnection({ kubeconfig: kubeconfigFor(url, {}, { ...ca, 'tls-server-name': 'else.test' }) }).get(),
    ).rejects.toThrow(/else\.test/);
  });
});

describe('a proxy', () => {
  it('of the kubeconfig or of HTTPS_PROXY carries the connection', async () => {
    const tunnels: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, client) => {
      tunnels.push(request.url);
      const [host, port] = (request.url ?? '').split(':');
      // The name exists nowhere: only the proxy knows the way.
      const upstream = connect(Number(port), host === 'api.test' ? '127.0.0.1' : host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    const proxyUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const { server } = await serve((_request, response) => emptyList(response, '1'));
    const url = `https://api.test:${server.port}`;
    expect(await openConnection({ kubeconfig: kubeconfigFor(url, {}, { ...ca, 'proxy-url': proxyUrl }) }).get()).toBe(
      200,
    );
    expect(
      await openConnection({ kubeconfig: kubeconfigFor(url, {}, ca), environment: { HTTPS_PROXY: proxyUrl } }).get(),
    ).toBe(200);
    expect(tunnels).toEqual([`api.test:${server.port}`, `api.test:${server.port}`]);
  });
});
