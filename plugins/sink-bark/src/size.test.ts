import { expect, it } from 'vitest';
import { deliver, event, iphone, open, shownOn, startServer } from './fixtures/open.ts';

const key = '1234567890123456';

/** What takes one byte, two, three, four, or six inside Go's JSON. */
const letters = ['a', '"', 'é', '事', '🚨', '<', '\u0001', '\u2028', '\\', 'a<'];

it.each(letters)(
  'what the text %j makes of a notification has no more than the 4096 bytes that Apple takes',
  async (letter) => {
    const server = await startServer();
    const sink = await open({ url: server.url });
    for (let length = 3200; length < 4200; length += 97) {
      await deliver(sink, [event('web-1', { message: letter.repeat(length) })]);
    }
    expect(server.handled.every(({ status }) => status === 200)).toBe(true);
    const [shown] = shownOn(server);
    expect(shown?.body).toMatch(/…$/);
  },
);

it('a text uses the room there is, to the last bytes', async () => {
  const server = await startServer();
  await deliver(await open({ url: server.url }), [event('web-1', { message: 'a'.repeat(10_000) })]);
  const [received] = server.phones.get(iphone)?.received ?? [];
  const { aps, others } = received ?? { aps: {}, others: {} };
  expect(Buffer.byteLength(JSON.stringify({ aps, ...others }))).toBe(4096);
});

it.each(['CBC', 'GCM'] as const)('an encrypted one too, and the phone reads it: %s', async (mode) => {
  const server = await startServer({ devices: { [iphone]: { key, mode } } });
  const sink = await open({ url: server.url, encryption: { key, mode }, template: '{{message}}', update: 'never' });
  const lengths = [1, 2000, 2500, 2600, 2700, 2800, 2900, 3000, 10_000];
  for (const length of lengths) {
    for (const letter of letters) await deliver(sink, [event('web-1', { message: letter.repeat(length) })]);
  }
  expect(server.handled.every(({ status }) => status === 200)).toBe(true);
  expect(shownOn(server)).toHaveLength(lengths.length * letters.length);
  for (const { title, body, fields } of shownOn(server)) {
    expect(title).toBe('⚠️ BackOff · Pod web-1');
    expect(body).not.toMatch(/Decryption Failed|Empty Message/);
    expect(fields.group).toBe('prod');
  }
});

it('an encrypted one shows neither text nor title to the server', async () => {
  const server = await startServer({ devices: { [iphone]: { key, mode: 'CBC' } } });
  await deliver(await open({ url: server.url, encryption: { key, mode: 'CBC' } }), [event('web-1')]);
  const [received] = server.phones.get(iphone)?.received ?? [];
  expect(Object.keys(received?.others ?? {}).sort()).toEqual(['ciphertext', 'id', 'iv']);
  expect(received?.aps).toMatchObject({ alert: { body: 'Empty Message' } });
});

it('what is beside the text gives way to it', async () => {
  const server = await startServer();
  const copy = '{{truncate message 3000}}';
  const link = 'https://x.example/?q={{message}}';
  await deliver(await open({ url: server.url, copy, link }), [event('web-1', { message: '<'.repeat(4000) })]);
  const [shown] = shownOn(server);
  expect(shown?.body.length).toBeGreaterThan(150);
  expect(shown?.fields).not.toHaveProperty('url');
});
