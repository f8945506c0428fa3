import { ConfigError } from '@kubeherald/sink-sdk';
import { expect, it } from 'vitest';
import type { Options } from './application.ts';
import { deliver, event, open, startApi } from './fixtures/open.ts';

it('the label is the first line of each message', async () => {
  const api = await startApi();
  const sink = await open({ url: api.url, layout: 'kube-eventer', labels: ['prod'], label: '[ops]' });
  expect(await deliver(sink, [event('a')])).toEqual([]);
  expect(JSON.stringify(api.bodies)).toContain('[ops]\\nprod\\nLevel:Warning');
});

it.each([
  [{ template: '{{reason}}' }, 'template'],
  [{ toParties: ['2'] }, 'toParties'],
  [{ toTags: ['5'] }, 'toTags'],
  [{ format: 'markdown' }, 'format: markdown'],
] as [Partial<Options>, string][])('what kube-eventer has none of is refused: %j', async (given, option) => {
  const refused = open({ layout: 'kube-eventer', ...given });
  await expect(refused).rejects.toSatisfy(ConfigError.is);
  await expect(refused).rejects.toThrow(`${option}: layout kube-eventer`);
});
