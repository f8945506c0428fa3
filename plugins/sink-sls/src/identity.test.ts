import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetryableError } from '@kubeherald/sink-sdk';
import { type EcsMetadataOptions, type SlsKey, startEcsMetadata } from '@kubeherald/stand-ins/sls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deliver, event, open, start } from './fixtures/open.ts';

const hourMs = 3_600_000;
const keyring = '0123456789abcdef0123456789abcdef';

/** The n-th temporary key, as an account gives one after the other. */
const temporary = (number: number, expiresAt: number) => ({
  id: `STS.key-${number}`,
  secret: `secret-of-key-${number}`,
  securityToken: `token-of-key-${number}-0123456789`,
  expiresAt,
});

function encrypt(text: string): string {
  const vector = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', keyring, vector);
  return Buffer.concat([vector, cipher.update(text), cipher.final()]).toString('base64');
}

/** Writes a key as ACK does. */
async function writeToken(path: string, { id, secret, securityToken = '', expiresAt = 0 }: SlsKey): Promise<void> {
  const expiration = new Date(expiresAt).toISOString();
  const secrets = { 'access.key.id': encrypt(id), 'access.key.secret': encrypt(secret) };
  await writeFile(path, JSON.stringify({ ...secrets, 'security.token': encrypt(securityToken), expiration, keyring }));
}

async function tokenPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sls-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'token-config');
}

async function metadata(options: Pick<EcsMetadataOptions, 'key' | 'hardened'>) {
  const given = { region: 'cn-hangzhou', accountId: '1234567890123456', role: 'KubernetesWorkerRole' };
  const service = await startEcsMetadata({ ...given, ...options });
  onTestFinished(() => service.down());
  return service;
}

describe('the token file', () => {
  it('is read again before its key ends', async () => {
    let now = Date.now();
    const [first, second] = [temporary(1, now + hourMs), temporary(2, now + 2 * hourMs)];
    const [sls, tokenFile] = [await start({ keys: [first, second], now: () => now }), await tokenPath()];
    await writeToken(tokenFile, first);
    const sink = await open({ endpoint: sls.url, tokenFile }, () => now);
    await deliver(sink, [event('a')]);
    await writeToken(tokenFile, second);
    now += hourMs - 60_000;
    // The first key would still do; that the second one is used shows when the first is gone.
    sls.setKeys(second);
    await deliver(sink, [event('b')]);
    expect(sls.answers).toEqual(['OK', 'OK']);
  });

  it('that is renewed earlier is read when its key is refused', async () => {
    const [first, second] = [temporary(1, Date.now() + hourMs), temporary(2, Date.now() + 2 * hourMs)];
    const [sls, tokenFile] = [await start({ keys: [first] }), await tokenPath()];
    await writeToken(tokenFile, first);
    const sink = await open({ endpoint: sls.url, tokenFile });
    await deliver(sink, [event('a')]);
    await writeToken(tokenFile, second);
    sls.setKeys(second);
    await deliver(sink, [event('b')]);
    expect(sls.groups).toHaveLength(2);
  });

  it.each([
    ['is no JSON', 'oops', 'it has no keyring'],
    [
      'is half written',
      '{"keyring":"0123456789abcdef","expiration":"2099-01-01T00:00:00Z"}',
      'it has no access.key.id',
    ],
  ])('that %s is tried again', async (_what, text, message) => {
    const [sls, tokenFile] = [await start(), await tokenPath()];
    await writeFile(tokenFile, text);
    const sink = await open({ endpoint: sls.url, tokenFile });
    await expect(deliver(sink, [event('a')])).rejects.toThrow(message);
    await expect(deliver(sink, [event('a')])).rejects.toBeInstanceOf(RetryableError);
    await writeToken(tokenFile, temporary(1, Date.now() + hourMs));
    sls.setKeys(temporary(1, Date.now() + hourMs));
    await deliver(sink, [event('a')]);
    expect(sls.groups).toHaveLength(1);
  });

  it('whose key has ended says so, and asks nobody', async () => {
    const [sls, tokenFile] = [await start(), await tokenPath()];
    await writeToken(tokenFile, temporary(1, Date.now() - 1));
    const sink = await open({ endpoint: sls.url, tokenFile });
    await expect(deliver(sink, [event('a')])).rejects.toThrow(/has ended; does ACK still renew the file\?/);
    expect(sls.hosts).toEqual([]);
  });
});

describe('the RAM role', () => {
  it.each([false, true])('gives a key, and another one before that ends (hardened: %s)', async (hardened) => {
    let now = Date.now();
    let key = temporary(1, now + hourMs);
    const [sls, service] = [await start({ keys: [key], now: () => now }), await metadata({ key: () => key, hardened })];
    const sink = await open({ endpoint: sls.url, metadataUrl: service.url }, () => now);
    await deliver(sink, [event('a')]);
    await deliver(sink, [event('b')]);
    expect(service.keysAsked()).toBe(1);
    now += hourMs - 60_000;
    key = temporary(2, now + hourMs);
    sls.setKeys(key);
    await deliver(sink, [event('c')]);
    expect([service.keysAsked(), sls.answers]).toEqual([2, ['OK', 'OK', 'OK']]);
  });

  it('that cannot be asked is done without while its key holds', async () => {
    let now = Date.now();
    const key = temporary(1, now + hourMs);
    const [sls, service] = [await start({ keys: [key], now: () => now }), await metadata({ key: () => key })];
    const sink = await open({ endpoint: sls.url, metadataUrl: service.url }, () => now);
    await deliver(sink, [event('a')]);
    await service.down();
    now += hourMs - 60_000;
    await deliver(sink, [event('b')]);
    expect(sink.said).toEqual(['warn no new AccessKey yet; the one there is still holds']);
    now += 60_000;
    await expect(deliver(sink, [event('c')])).rejects.toThrow(/accessKeyId is not configured, and asking ECS failed/);
    await service.up();
    expect(sls.answers).toEqual(['OK', 'OK']);
  });

  it('that does not exist stops the sink', async () => {
    const service = await metadata({ key: () => temporary(1, 0) });
    const sink = await open({ metadataUrl: service.url, ramRole: 'other' });
    await expect(deliver(sink, [event('a')])).rejects.toThrow('the ECS metadata service has none (404)');
  });
});
