import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RequestFailure } from './failure.ts';
import { FakeClock } from './fixtures/fake-clock.ts';
import { temporaryFolder } from './fixtures/folder.ts';
import { kubeconfigFor } from './fixtures/run.ts';
import { emptyList, failed, json } from './fixtures/scripted-server.ts';
import { base64, ca, openConnection, pem, serve, tokens } from './fixtures/secure.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

describe('credentials of a kubeconfig', () => {
  it('a client certificate: by data, and by files beside the kubeconfig', async () => {
    const names: unknown[] = [];
    const { url } = await serve((request, response) => {
      names.push(request.socket instanceof TLSSocket ? request.socket.getPeerCertificate().subject.CN : undefined);
      emptyList(response, '1');
    });
    const data = { 'client-certificate-data': base64('client.pem'), 'client-key-data': base64('client.key') };
    expect(
      await openConnection({
        kubeconfig: kubeconfigFor(url, data, { 'certificate-authority-data': base64('server-ca.pem') }),
      }).get(),
    ).toBe(200);
    const config = kubeconfigFor(
      url,
      { 'client-certificate': 'client.pem', 'client-key': 'client.key' },
      { 'certificate-authority': 'server-ca.pem' },
    );
    writeFileSync(path('config'), readFileSync(config));
    for (const name of ['client.pem', 'client.key', 'server-ca.pem']) writeFileSync(path(name), pem(name));
    expect(await openConnection({ kubeconfig: path('config') }).get()).toBe(200);
    expect(names).toEqual(['alice', 'alice']);
  });

  it('a token; and a server with a path prefix and a trailing slash', async () => {
    const { seen, script } = tokens('secret');
    const { server, url } = await serve(script);
    const { get, connection } = openConnection({
      kubeconfig: kubeconfigFor(`${url}/k8s/clusters/c-1/`, { token: 'secret' }, ca),
    });
    expect(await get('/api/v1/events?limit=1')).toBe(200);
    expect(seen).toEqual(['secret']);
    expect(server.requests[0]?.url.pathname).toBe('/k8s/clusters/c-1/api/v1/events');
    expect(connection.origin).toContain(`${url}/k8s/clusters/c-1 (context "test" of `);
  });

  it('a user name and password, and impersonation', async () => {
    const heard: object[] = [];
    const { url } = await serve((request, response) => {
      heard.push(request.headers);
      emptyList(response, '1');
    });
    await openConnection({
      kubeconfig: kubeconfigFor(url, { username: 'me', password: 'pw', as: 'ann', 'as-groups': ['dev', 'ops'] }, ca),
    }).get();
    expect(heard[0]).toMatchObject({
      authorization: `Basic ${Buffer.from('me:pw').toString('base64')}`,
      'impersonate-user': 'ann',
      'impersonate-group': 'dev, ops',
    });
  });

  it('a token file: trimmed, and read again after fifty seconds', async () => {
    const { seen, script } = tokens('one', 'two');
    const { url } = await serve(script);
    writeFileSync(path('token'), 'one\n');
    const { get, clock } = openConnection({
      kubeconfig: kubeconfigFor(url, { tokenFile: path('token'), token: 'ignored' }, ca),
    });
    await get();
    writeFileSync(path('token'), ' two \n');
    clock.advance(49_999);
    await get();
    clock.advance(1);
    await get();
    expect(seen).toEqual(['one', 'one', 'two']);
  });

  it('401: the token file is read again at once and the request repeated, once', async () => {
    const { seen, script } = tokens('new');
    const { url } = await serve(script);
    writeFileSync(path('token2'), 'old');
    const { get } = openConnection({ kubeconfig: kubeconfigFor(url, { tokenFile: path('token2') }, ca) });
    expect(await get()).toBe(401);
    expect(seen).toEqual(['old', 'old']);
    writeFileSync(path('token2'), 'new');
    expect(await get()).toBe(200);
    expect(seen).toEqual(['old', 'old', 'old', 'new']);
  });

  it('401 with a token in the kubeconfig: the kubeconfig is read again', async () => {
    const { seen, script } = tokens('new');
    const { url } = await serve(script);
    const kubeconfig = kubeconfigFor(url, { token: 'old' }, ca);
    const { get } = openConnection({ kubeconfig });
    expect(await get()).toBe(401);
    writeFileSync(kubeconfig, readFileSync(kubeconfig, 'utf8').replace('"old"', '"new"'));
    expect(await get()).toBe(200);
    expect(seen).toEqual(['old', 'old', 'old', 'new']);
  });

  it('an exec plugin: told of the cluster, asked again when its token ends', async () => {
    const { seen, script } = tokens('t1', 't2');
    const { url } = await serve(script);
    const soon = new Date(new FakeClock().now() + 900_000).toISOString();
    const far = new Date(Date.now() + 9e9).toISOString();
    writeFileSync(
      path('plugin.sh'),
      `#!/bin/sh\nn=$(cat ${path('n')} 2>/dev/null || echo 0); n=$((n+1)); echo $n > ${path('n')}\necho "$KUBERNETES_EXEC_INFO" > ${path('info')}\n[ $n = 1 ] && end=${soon} || end=${far}\necho "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"t$n\\",\\"expirationTimestamp\\":\\"$end\\"}}"\n`,
    );
    chmodSync(path('plugin.sh'), 0o755);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.sh', provideClusterInfo: true };
    writeFileSync(path('exec-config'), readFileSync(kubeconfigFor(url, { exec }, ca)));
    const { get, clock } = openConnection({ kubeconfig: path('exec-config'), environment: { PATH: process.env.PATH } });
    await get();
    await get();
    expect(JSON.parse(readFileSync(path('info'), 'utf8'))).toMatchObject({
      apiVersion: exec.apiVersion,
      spec: { interactive: false, cluster: { server: url } },
    });
    clock.advance(895_000);
    await get();
    expect(seen).toEqual(['t1', 't1', 't2']);
  });

  it('an exec plugin that fails is no fault of the kubeconfig: it may work later', async () => {
    const { url } = await serve((_request, response) => emptyList(response, '1'));
    const exec = { command: 'sh', args: ['-c', 'echo log in first >&2; exit 1'], installHint: 'brew install x' };
    const { get } = openConnection({
      kubeconfig: kubeconfigFor(url, { exec }, ca),
      environment: { PATH: process.env.PATH },
    });
    const error = await get().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestFailure);
    expect(String(error)).toMatch(
      /context "test" of .*: the exec plugin "sh" of user "u" failed: log in first \(brew install x\)/,
    );
  });

  it('OIDC: an ended token is refreshed, and the refresh is not repeated when the kubeconfig is read again', async () => {
    const claims = (exp: number) => ({ iss: issuerUrl, aud: 'kube', sub: 'me', iat: exp - 3600, exp });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = (exp: number) => `${part({ alg: 'RS256' })}.${part(claims(exp))}.${part({})}`;
    const grants: (string | null)[] = [];
    const fresh = () => jwt(Math.floor(Date.now() / 1000) + 3600);
    const issuer = createTlsServer({ cert: pem('server.pem'), key: pem('server.key') }, (request, response) => {
      if (request.method === 'GET')
        return json(response, 200, { issuer: issuerUrl, token_endpoint: `${issuerUrl}/token` });
      request.setEncoding('utf8').once('data', (body: string) => {
        grants.push(new URLSearchParams(body).get('refresh_token'));
        json(response, 200, { access_token: 'a', token_type: 'bearer', id_token: fresh(), refresh_token: 'r1' });
      });
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void issuer.close());
    const address = issuer.address();
    const issuerUrl = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const heard: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      heard.push(request.headers.authorization);
      if (heard.length === 1) failed(response, 401, 'Unauthorized');
      else emptyList(response, '1');
    });
    const config = {
      'client-id': 'kube',
      'id-token': jwt(1000),
      'refresh-token': 'r0',
      'idp-issuer-url': issuerUrl,
      'idp-certificate-authority-data': base64('server-ca.pem'),
    };
    const { get } = openConnection({
      kubeconfig: kubeconfigFor(url, { 'auth-provider': { name: 'oidc', config } }, ca),
    });
    expect(await get()).toBe(200);
    expect(grants).toEqual(['r0']);
    expect(heard[0]).toContain('Bearer ey');
    expect(heard[0]).not.toContain(jwt(1000));
    expect(heard[1]).toBe(heard[0]);
  });
});
