import { ConfigError, RejectedError } from '@kubeherald/sink-sdk';
import { startTelegram, telegramChat } from '@kubeherald/stand-ins/telegram';
import { expect, it, onTestFinished } from 'vitest';
import { deliver, event, open } from '../fixtures/open.ts';

type Options = Parameters<typeof open>[0];

async function start(more: Partial<Options> = {}) {
  const api = await startTelegram();
  onTestFinished(() => api.down());
  return { api, sink: await open({ preset: 'telegram', chatId: telegramChat, url: api.url, ...more }) };
}

it('what a template does not escape is there to be read', async () => {
  const { api, sink } = await start({ template: { go: '{{ .Reason }}: {{ .Message }}' } });
  const message = 'expected <nil>, got <none> for key <app-name>; a < b && c > d';
  expect(await deliver(sink, [event('web-1', { message })])).toEqual([]);
  expect(api.messages.map(({ text }) => text)).toEqual([`BackOff: ${message}`]);
});

it('a label is there as it was set, and the title stays bold', async () => {
  const { api, sink } = await start({ label: '<prod> & test' });
  await deliver(sink, [event('web-1')]);
  expect(api.messages[0]?.text).toMatch(/^<prod> & test ⚠️ BackOff · Pod web-1\n/);
  expect(api.messages[0]?.body.text).toMatch(/^<b>&lt;prod&gt; &amp; test ⚠️ BackOff · Pod web-1<\/b>\n/);
});

it('a label before a template is escaped, too', async () => {
  const { api, sink } = await start({ label: '<prod>', template: '<b>{{reason}}</b>' });
  await deliver(sink, [event('web-1')]);
  expect(api.messages.map(({ text, body }) => [text, body.parse_mode])).toEqual([['<prod>\nBackOff', 'HTML']]);
});

const unreadable = {
  status: 400,
  body: {
    ok: false,
    error_code: 400,
    description: "Bad Request: can't parse entities: unexpected end tag at byte offset 7",
  },
};

it('a text that Telegram cannot parse is sent once more as plain text, in the same delivery', async () => {
  const { api, sink } = await start();
  api.failNext(unreadable);
  expect(await deliver(sink, [event('web-1', { message: 'a < b' })])).toEqual([]);
  expect(api.messages).toHaveLength(1);
  expect(api.messages[0]?.body).not.toHaveProperty('parse_mode');
  expect(api.messages[0]?.body.text).toMatch(/^⚠️ BackOff · Pod web-1\n(?:.*\n)*a < b$/);
});

it('a text that Telegram refuses as plain text, too, is refused; and one refused for another reason is not sent again', async () => {
  const { api, sink } = await start();
  const tooLong = {
    status: 400,
    body: { ok: false, error_code: 400, description: 'Bad Request: message is too long' },
  };
  for (const refusals of [[unreadable, unreadable], [tooLong]]) {
    api.failNext(...refusals);
    await expect(deliver(sink, [event('web-1')])).rejects.toSatisfy(RejectedError.is);
    expect(api.messages).toEqual([]);
  }
});

it('a group that became a supergroup: the error says the new id', async () => {
  const { api, sink } = await start();
  const description = 'Bad Request: group chat was upgraded to a supergroup chat';
  api.failNext({
    status: 400,
    body: { ok: false, error_code: 400, description, parameters: { migrate_to_chat_id: -1001234 } },
  });
  const refused = deliver(sink, [event('web-1')]);
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow('as a supergroup the chat has another id: set chatId to "-1001234"');
});
