import { readFileSync } from 'node:fs';
import { Default } from 'typebox/value';
import { expect, expectTypeOf, it, onTestFinished } from 'vitest';
import plugin from './fixtures/readme-sink.ts';
import { listen, status } from './fixtures/server.ts';
import { ConfigError, normaliseEvent, type Sink, type SinkContext } from './index.ts';

const silent = () => {};
const context: SinkContext = {
  name: 'chat',
  cluster: 'prod',
  log: { debug: silent, info: silent, warn: silent, error: silent },
  signal: new AbortController().signal,
};
const event = normaliseEvent({ reason: 'BackOff', message: '*no*' }, { cluster: 'prod', change: 'added' });

async function open(url: string): Promise<Sink> {
  const options = { url, language: 'en', timeout: '10s' } as const;
  expect(Default(plugin.config, { url })).toEqual(options);
  const sink = await plugin.open(options, context);
  onTestFinished(() => sink.close?.());
  return sink;
}

const deliver = (sink: Sink) =>
  sink.deliver({ id: 'batch', attempt: 1, events: [event] }, { signal: AbortSignal.timeout(30_000) });

it('the README shows the sink that is tested here', () => {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${read('fixtures/readme-sink.ts')}\`\`\``);
});

it('it delivers, and stops when the API demands a keyword', async () => {
  const server = await listen([status(200, '{"code":0}'), status(200, '{"code":43,"error":"no keyword"}')]);
  const sink = await open(server.url);
  await deliver(sink);
  expect(JSON.parse(server.received[0]?.body ?? '')).toMatchObject({ text: expect.stringContaining('\\*no\\*') });
  const refused = deliver(sink);
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow('code 43: no keyword; the room demands a keyword: set label');
});

it('its options have the type of its schema', () => {
  expectTypeOf<Parameters<typeof plugin.open>[0]['language']>().toEqualTypeOf<'en' | 'zh'>();
  expectTypeOf<Parameters<typeof plugin.open>[0]>().toHaveProperty('zone');
});
