import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { HeraldError } from '../errors.ts';
import { kubeconfigFor } from './fixtures/run.ts';
import { emptyList } from './fixtures/scripted-server.ts';
import { openConnection, serve, tlsPath, tokens } from './fixtures/secure.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What a pod has mounted; its authority is the server's unless it is told another. */
function serviceAccount(ca: string = tlsPath('server-ca.pem')) {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-'));
  writeFileSync(join(folder, 'token'), 'mounted\n');
  writeFileSync(join(folder, 'ca.crt'), readFileSync(ca));
  return folder;
}

const pod = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '9' };

describe('chosen credentials', () => {
  it('none: a server alone, and nobody who asks', async () => {
    const headers: unknown[] = [];
    const { url } = await serve((request, response) => {
      headers.push(request.headers.authorization);
      emptyList(response, '1');
    });
    const { get } = openConnection({ credentials: 'none', server: `${url}/`, insecure: true, environment: pod });
    expect(await get()).toBe(200);
    expect(headers).toEqual([undefined]);
  });

  it('none, but no server either: says that one is missing', async () => {
    const { get } = openConnection({ credentials: 'none' });
    await expect(get()).rejects.toThrow(HeraldError);
    await expect(get()).rejects.toThrow('server must say where the API server is');
  });

  it("the service account's, at another address than the pod's", async () => {
    const { seen, script } = tokens('mounted');
    const { url } = await serve(script);
    const serviceAccountFolder = serviceAccount();
    const { get } = openConnection({
      credentials: 'service-account',
      server: url,
      environment: pod,
      serviceAccountFolder,
    });
    expect(await get()).toBe(200);
    expect(seen).toEqual(['mounted']);
  });

  it("the service account's with insecure: any certificate will do", async () => {
    const { script } = tokens('mounted');
    const { url } = await serve(script);
    const given = { server: url, environment: pod, serviceAccountFolder: serviceAccount(tlsPath('client-ca.pem')) };
    await expect(openConnection({ credentials: 'service-account', ...given }).get()).rejects.toThrow();
    expect(await openConnection({ credentials: 'service-account', insecure: true, ...given }).get()).toBe(200);
  });

  it("the service account's token alone: the machine's authorities count, not the cluster's", async () => {
    const { seen, script } = tokens('mounted');
    const { url } = await serve(script);
    const given = { server: url, environment: pod, serviceAccountFolder: serviceAccount() };
    await expect(openConnection({ credentials: 'service-account-token', ...given }).get()).rejects.toThrow();
    expect(await openConnection({ credentials: 'service-account-token', insecure: true, ...given }).get()).toBe(200);
    expect(seen).toEqual(['mounted']);
  });

  it('outside a pod there is no service account, and no kubeconfig in its place', async () => {
    const { get } = openConnection({ credentials: 'service-account', environment: {} });
    await expect(get()).rejects.toThrow('this is no pod with a service account');
  });

  it("a kubeconfig's, at another address", async () => {
    const { seen, script } = tokens('secret');
    const { url } = await serve(script);
    const kubeconfig = kubeconfigFor('https://127.0.0.1:9', { token: 'secret' });
    expect(await openConnection({ kubeconfig, server: url, insecure: true }).get()).toBe(200);
    expect(seen).toEqual(['secret']);
  });
});
