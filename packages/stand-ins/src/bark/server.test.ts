import { expect, it, onTestFinished } from 'vitest';
import { type BarkOptions, type BarkServer, startBark } from './index.ts';

const key = 'bRrYtMXnBeoBjTs4PHZGfX';
const other = 'w9ZkQ2vTnL5sXcD8mJ3hRy';

async function start(options: Partial<BarkOptions> = {}): Promise<BarkServer> {
  const server = await startBark({ devices: { [key]: undefined, [other]: undefined }, ...options });
  onTestFinished(() => server.down());
  return server;
}

async function post(server: BarkServer, body: unknown, path = '/push', headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text };
}

it('shows what it is sent, under the default sound', async () => {
  const server = await start();
  const { status, text } = await post(server, { device_key: key, Title: 'A', body: 'B', group: 'g' });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ code: 200, message: 'success', timestamp: expect.any(Number) });
  expect(server.phones.get(key)?.shown).toEqual([{ id: '', title: 'A', body: 'B', fields: { group: 'g' } }]);
  expect(server.phones.get(key)?.received[0]?.aps).toMatchObject({ sound: '1107.caf', 'thread-id': 'g' });
});

it('replaces what has the same id, and takes it away on delete', async () => {
  const server = await start();
  for (const body of ['one', 'two']) await post(server, { device_key: key, body, id: 'x' });
  await post(server, { device_key: key, body: 'three' });
  expect(server.phones.get(key)?.shown.map(({ body }) => body)).toEqual(['two', 'three']);
  await post(server, { device_key: key, id: 'x', delete: '1' });
  expect(server.phones.get(key)?.shown.map(({ body }) => body)).toEqual(['three']);
});

it.each([
  ['no key', { body: 'x' }, 400, 'device key is empty'],
  ['an unknown key', { device_key: 'nobody', body: 'x' }, 400, 'failed to get device token'],
  ['no JSON', '{', 400, 'request bind failed'],
  ['a group that is no text', { device_key: key, body: 'x', group: 7 }, 500, 'interface conversion'],
  ['a body over 4096 bytes', { device_key: key, body: 'x'.repeat(4096) }, 500, 'push failed: PayloadTooLarge'],
  ['device_keys of another type', { device_keys: 7, body: 'x' }, 400, 'invalid type for device_keys'],
  ['an id over 64 bytes', { device_key: key, body: 'x', id: 'x'.repeat(65) }, 500, 'push failed: BadCollapseId'],
])('refuses %s', async (_name, body, status, message) => {
  const server = await start();
  const answer = await post(server, body);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toMatchObject({ code: status, message: expect.stringContaining(message) });
  expect(server.phones.get(key)?.shown).toEqual([]);
});

it('counts 4096 bytes as Go writes them: < is six', async () => {
  const server = await start();
  const sizeOf = async (body: string) => (await post(server, { device_key: key, body })).status;
  const frame =
    '{"aps":{"alert":{"body":""},"category":"myNotificationCategory","mutable-content":1,"sound":"1107.caf"}}'.length;
  expect(await sizeOf('x'.repeat(4096 - frame))).toBe(200);
  expect(await sizeOf('x'.repeat(4097 - frame))).toBe(500);
  const most = Math.floor((4096 - frame) / 6);
  expect(await sizeOf('<'.repeat(most))).toBe(200);
  expect(await sizeOf('<'.repeat(most + 1))).toBe(500);
});

it('reads no title that is no text', async () => {
  const server = await start();
  await post(server, { device_key: key, title: 7, body: 'B' });
  expect(server.phones.get(key)?.shown[0]?.fields).toEqual({ title: '7' });
  expect(server.phones.get(key)?.received[0]?.aps).toMatchObject({ alert: { body: 'B' } });
});

it('answers for each of several devices', async () => {
  const server = await start();
  const { status, text } = await post(server, { device_keys: [key, 'nobody', other], body: 'B' });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({
    data: [
      { code: 200, device_key: key },
      { code: 400, device_key: 'nobody', message: expect.stringContaining('failed to get device token') },
      { code: 200, device_key: other },
    ],
  });
});

it('dies of a group that is no text in a push for several', async () => {
  const server = await start();
  await expect(post(server, { device_keys: [key, other], body: 'B', group: 7 })).rejects.toThrow('fetch failed');
  await expect(post(server, { device_key: key, body: 'B' })).rejects.toThrow('fetch failed');
});

it('limits the devices of a push when it is told to', async () => {
  const server = await start({ maxBatch: 1 });
  const { status, text } = await post(server, { device_keys: [key, other], body: 'B' });
  expect([status, text]).toEqual([400, expect.stringContaining('exceeds the maximum limit: 1')]);
});

it('forgets the token of an app that was removed', async () => {
  const server = await start();
  const phone = server.phones.get(key);
  if (phone) phone.removed = true;
  const first = await post(server, { device_key: key, body: 'B' });
  const second = await post(server, { device_key: key, body: 'B' });
  expect([first.text, second.text]).toEqual([
    expect.stringContaining('Unregistered'),
    expect.stringContaining('failed to get device token'),
  ]);
});

it('is a teapot without basic authentication, except for registration', async () => {
  const server = await start({ basicAuth: { username: 'u', password: 'p' } });
  const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
  expect(await post(server, { device_key: key, body: 'B' })).toEqual({ status: 418, text: "I'm a teapot" });
  expect((await post(server, { device_key: key, body: 'B' }, '/push', { authorization })).status).toBe(200);
  expect((await fetch(`${server.url}/register/${key}`)).status).toBe(200);
  expect((await fetch(`${server.url}/register/nobody`)).status).toBe(400);
  expect((await fetch(`${server.url}/info`)).status).toBe(418);
});

it('serves under its prefix only, and lets the path win', async () => {
  const server = await start({ urlPrefix: '/bark' });
  expect((await fetch(new URL('/push', server.url), { method: 'POST' })).status).toBe(404);
  await post(server, { device_key: key, body: 'B' }, `/${other}/from%20path`);
  expect(server.phones.get(other)?.shown[0]?.body).toBe('from path');
});

it('decrypts as the app does, with the vectors of its documentation', async () => {
  const encryption = { key: '1234567890123456', mode: 'CBC' } as const;
  const gcm = { key: '1234567890123456', mode: 'GCM' } as const;
  const server = await start({ devices: { [key]: encryption, [other]: gcm } });
  const cbcText = 'd3QhjQjP5majvNt5CjsvFWwqqj2gKl96RFj5OO+u6ynTt7lkyigDYNA3abnnCLpr';
  const gcmText = '6tYNu2g3cLxgtGfoTkrAowzP4jSygr/U3UIWl4eWBJz6prKiIRx/F3qhojjqnwAq/9HT7yQ=';
  await post(server, { device_key: key, ciphertext: cbcText, iv: '1111111111111111' });
  await post(server, { device_key: other, ciphertext: gcmText, iv: '111111111111' });
  await post(server, { device_key: other, ciphertext: gcmText, iv: '222222222222' });
  for (const phone of server.phones.values()) {
    expect(phone.shown[0]).toMatchObject({ body: 'test', fields: { sound: 'birdsong' } });
    expect(phone.received[0]?.aps).toMatchObject({ alert: { body: 'Empty Message' } });
  }
  expect(server.phones.get(other)?.shown[1]?.body).toMatch(/^Decryption Failed/);
});

it('shuts out a client after six wrong methods, for a day', async () => {
  let now = 0;
  const server = await start({ bans: true, now: () => now });
  for (let count = 0; count < 6; count++) await fetch(`${server.url}/push`);
  expect((await post(server, { device_key: key, body: 'B' })).status).toBe(403);
  now += 24 * 3_600_000;
  expect((await post(server, { device_key: key, body: 'B' })).status).toBe(200);
});

it('refuses as Apple does when told to, and comes back on its port', async () => {
  const server = await start();
  server.refuseNext('TooManyRequests');
  expect((await post(server, { device_key: key, body: 'B' })).text).toContain('push failed: TooManyRequests');
  await server.down();
  await server.up();
  expect((await post(server, { device_key: key, body: 'B' })).status).toBe(200);
});
