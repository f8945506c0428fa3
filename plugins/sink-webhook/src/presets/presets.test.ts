import { readFileSync } from 'node:fs';
import { ConfigError, type KubeEvent } from '@kubeherald/sink-sdk';
import { startDiscord } from '@kubeherald/stand-ins/discord';
import { startFeishu } from '@kubeherald/stand-ins/feishu';
import { startSlack } from '@kubeherald/stand-ins/slack';
import { startTelegram, telegramChat } from '@kubeherald/stand-ins/telegram';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { deliver, event, open } from '../fixtures/open.ts';
import { listen, status } from '../fixtures/server.ts';
import { sign } from './feishu.ts';
import { type PresetName, presetNames } from './index.ts';
import { formatted } from './telegram-html.ts';

type Options = Parameters<typeof open>[0];

const isFields = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null;

/** What the README's example of a preset has under `with`. */
function exampleOf(preset: PresetName): { readonly [option: string]: unknown } {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  for (const [, yaml = ''] of readme.matchAll(/```yaml\n(.*?)```/gs)) {
    const document: unknown = parse(yaml);
    const sinks = isFields(document) && Array.isArray(document.sinks) ? document.sinks.filter(isFields) : [];
    const found = sinks.map((sink) => sink.with).find((options) => isFields(options) && options.preset === preset);
    if (isFields(found)) return found;
  }
  throw new Error(`the README has no example of preset ${preset}`);
}

/** Starts what the example talks to, and gives what of it must be told to the sink. */
const apis = {
  slack: () => startSlack(),
  feishu: () => startFeishu({ secret: 'a-secret-of-feishu' }),
  discord: () => startDiscord(),
  telegram: () => startTelegram(),
} as const;

const given: Readonly<Record<keyof typeof apis, Partial<Options>>> = {
  slack: {},
  feishu: { secret: 'a-secret-of-feishu' },
  discord: {},
  telegram: { chatId: telegramChat },
};

/** Whatever a cluster may say. */
const hostile = event('web-1', {
  reason: '<!channel> *x* _y_ `z`',
  message: 'said "no" <at id=all></at> @everyone <b>&amp; [a](b)\n# b\n- c </i> \u2028 \u0000 🚨 <@U123|x>',
});
const many = Array.from({ length: 500 }, (_, index) => event(`web-${index}`, { message: '容器启动失败 '.repeat(20) }));

describe.each(Object.keys(apis).filter((name): name is keyof typeof apis => name in apis))('%s', (preset) => {
  const start = async () => {
    const api = await apis[preset]();
    onTestFinished(() => api.down());
    return api;
  };

  it.each([
    ['one event', [event('web-1')]],
    ['a hostile one', [hostile]],
    ['a digest', [...many, hostile]],
  ] as [string, KubeEvent[]][])('takes what the example of the README makes of %s', async (_name, events) => {
    const api = await start();
    const example: Partial<Options> = { ...exampleOf(preset), ...given[preset], url: api.url, perMinute: 10_000 };
    const sink = await open(example);
    for (let left: readonly KubeEvent[] = events; left.length > 0; ) {
      const refusals = await deliver(sink, left);
      left = refusals.flatMap(({ index }) => left[index] ?? []);
      if (refusals.length > 0) break;
    }
    expect(api.messages.length).toBeGreaterThan(0);
    expect(api.messages.map(({ title, text }) => `${title}\n${text}`).join('\n')).toContain('web-1');
    expect(api.answers.filter((answer) => answer.status >= 300 && answer.status !== 429)).toEqual([]);
    expect(api.messages.flatMap(({ notified }) => notified)).toEqual([]);
  });

  it('check shows nothing, and finds a webhook that is none', async () => {
    const api = await start();
    const check = async (url: string) => {
      const sink = await open({ preset, ...given[preset], url });
      await sink.check?.({ signal: new AbortController().signal });
    };
    await check(api.url);
    expect(api.messages).toEqual([]);
    await expect(check(api.url.replace(/kh[-0-9a-z]{8,}/, 'khaaaaaaaaaaaaaaaa'))).rejects.toSatisfy(ConfigError.is);
  });

  it('waits as long as the API asks', async () => {
    const api = await start();
    const sink = await open({ preset, ...given[preset], url: api.url });
    api.failNext({ status: 429, headers: { 'retry-after': '7', 'x-ogw-ratelimit-reset': '7' }, body: tooFast[preset] });
    await expect(deliver(sink, [event('a')])).rejects.toMatchObject({ code: 'KH_SINK_RETRY', retryAfterMs: 7000 });
  });
});

const tooFast = {
  slack: 'ratelimited',
  feishu: { code: 11232, msg: 'create message too frequently' },
  discord: { message: 'You are being rate limited.', retry_after: 7, global: false },
  telegram: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 7 } },
} as const;

async function bodyOf(preset: PresetName, events: KubeEvent[], more: Partial<Options> = {}) {
  const server = await listen(status(200, 'ok'));
  await deliver(await open({ ...exampleOf(preset), ...more, url: server.url }), events);
  const [first] = server.received;
  return { bytes: Buffer.byteLength(first?.body ?? ''), body: JSON.parse(first?.body ?? '') };
}

describe('teams', () => {
  it('gets an adaptive card of at most 28 KB', async () => {
    for (const events of [[hostile], many]) {
      const { bytes, body } = await bodyOf('teams', events);
      expect(bytes).toBeLessThan(28_000);
      expect(body).toMatchObject({
        type: 'message',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            contentUrl: null,
            content: {
              type: 'AdaptiveCard',
              version: '1.4',
              body: [
                { type: 'TextBlock', wrap: true, text: expect.stringMatching(/Pod web-1|500 warnings/) },
                { type: 'TextBlock', wrap: true, text: expect.stringMatching(/said "no"|web-1/) },
              ],
            },
          },
        ],
      });
    }
  });

  it('puts what is to stand on two lines a blank line apart, and escapes emphasis', async () => {
    const { body } = await bodyOf('teams', [event('a', { message: 'one *two*\nthree_four' })]);
    expect(body.attachments[0].content.body[1].text).toContain('one \\*two\\*\n\nthree_four');
  });
});

it.each([
  ['<prod> & more', '*&lt;prod&gt; &amp; more ⚠️'],
  ['<!here> <https://wiki.example/ops?a=1&b=2|ops>', '*<!here> <https://wiki.example/ops?a=1&b=2|ops> ⚠️'],
])(
  'slack: the label %s is there to be read, unless it is one of the mentions and links of Slack',
  async (label, expected) => {
    const { body } = await bodyOf('slack', [event('web-1')], { label });
    expect(body.text.startsWith(expected)).toBe(true);
  },
);

describe('mattermost', () => {
  it('gets a post of at most 16383 characters, which mentions nobody', async () => {
    for (const events of [[hostile], many]) {
      const { body } = await bodyOf('mattermost', events, { channel: 'ops' });
      expect([...body.text].length).toBeLessThanOrEqual(16_383);
      expect(body.text).not.toMatch(/@(?:everyone|channel|all|here)/);
      expect(body.channel).toBe('ops');
    }
  });
});

it.each([
  ['testsecret', 1_700_000_000, 'AOc8oJ7//5OlQlfWC3nRL0R+IkuzcD1FKcAyibRK9Q8='],
  ['demo', 1_599_360_473, 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8='],
])('feishu: the signature with the secret %s', (secret, timestamp, expected) => {
  expect(sign(secret, timestamp)).toBe(expected);
});

it.each([
  ['<b>a</b> &lt; <a href="https://x/?a=1&amp;b=2">c</a>', { parse_mode: 'HTML' }],
  ['<b>cut in the mid', { text: 'cut in the mid' }],
  ['<b>a</i>', { text: 'a' }],
  ['1 < 2 &amp; <h1>x</h1>', { text: '1 < 2 & <h1>x</h1>' }],
  ['<b>expected</b> <nil>, got <none> for key <app-name>', { text: 'expected <nil>, got <none> for key <app-name>' }],
])('telegram: %s is sent so that it can be parsed', (text, expected) => {
  expect(formatted(text)).toEqual({ text, ...expected });
});

describe('options that cannot work are refused when the sink opens', () => {
  const url = 'http://127.0.0.1:9/api/webhooks/1/token';
  it.each([
    [{ preset: 'slack', batch: 'array' }, 'batch: preset slack decides on that itself'],
    [{ preset: 'slack', layout: 'kube-eventer' }, 'layout: preset slack decides on that itself'],
    [{ preset: 'slack', answerCode: { field: 'code', success: 0, again: [] } }, 'answerCode: Slack knows none'],
    [
      { secret: 's3cret' },
      'secret: has an effect only with a preset; set preset, or leave it out; to sign requests set',
    ],
    [{ perMinute: 20 }, 'perMinute: has an effect only with a preset'],
    [{ label: '[prod]' }, 'label: has an effect only with a preset'],
    [{ zone: 'UTC' }, 'zone: has an effect only with a preset'],
    [{ language: 'zh' }, 'language: has an effect only with a preset'],
    [{ chatId: '1' }, 'chatId: has an effect only with a preset'],
    [{ threadId: 1 }, 'threadId: has an effect only with a preset'],
    [{ channel: 'ops' }, 'channel: has an effect only with a preset'],
    [{ preset: 'slack', secret: 's3cret' }, 'secret: means nothing to preset slack'],
    [{ preset: 'discord', url: 'http://127.0.0.1:9/' }, 'url: expected the webhook as Discord shows it'],
    [{ preset: 'telegram', url: 'http://127.0.0.1:9/bot12:ab' }, 'chatId: preset telegram needs it'],
    [{ preset: 'telegram', chatId: '1' }, 'url: expected https://api.telegram.org/botTOKEN'],
    [{ preset: 'teams', template: '{{#if}}' }, 'syntax error'],
  ] as [Partial<Options>, string][])('%j', async (options, message) => {
    const refused = open({ url, ...options });
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(message);
  });
});

it('every preset has an example in the README', () => {
  for (const preset of presetNames) expect(exampleOf(preset).url).toMatch(/^https:\/\//);
});
