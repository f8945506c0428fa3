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
