import { ConfigError } from '@kubeherald/sink-sdk';
import { expect, it } from 'vitest';
import { deliver, event, open, options, startRobot } from './fixtures/open.ts';
import { kubeEventerBody } from './kube-eventer.ts';

/** What DingTalk takes. */
const mostBytes = 20_000;

it.each(['<', '"', '\n', '事', '🚨', 'x'])('of a long message of %j the body has what fits', (character) => {
  for (const format of ['text', 'markdown'] as const) {
    const body = kubeEventerBody(event('a', { message: character.repeat(21_000) }), options({ format }));
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(mostBytes);
    // The longest of them is 6 bytes in Go's JSON.
    expect(Buffer.byteLength(body)).toBeGreaterThan(mostBytes - 12);
    const { text, markdown } = JSON.parse(body);
    expect(text.content + markdown.text).toMatch(new RegExp(`${character}…(\\*\\*)?$`, 'u'));
  }
});

it.each(['text', 'markdown'] as const)(
  'the label is in each message, for a robot that demands it: %s',
  async (format) => {
    const robot = await startRobot({ keywords: ['[ops]'] });
    const sink = await open({ url: robot.url, layout: 'kube-eventer', format, labels: ['prod'], label: '[ops]' });
    expect(await deliver(sink, [event('a')])).toEqual([]);
    expect(robot.messages).toHaveLength(1);
    expect(robot.messages[0]?.text).toContain('prod');
  },
);

it.each([
  [{ template: '{{reason}}' }, 'template'],
  [{ atMobiles: ['13800138000'] }, 'atMobiles'],
  [{ atUserIds: ['wang'] }, 'atUserIds'],
  [{ atAll: true }, 'atAll'],
  [{ format: 'actionCard', buttons: [{ title: 'x', url: 'https://x/' }] }, 'format: actionCard'],
  [{ buttons: [{ title: 'x', url: 'https://x/' }] }, 'buttons'],
] as [Parameters<typeof options>[0], string][])(
  'what kube-eventer has none of is refused: %j',
  async (given, option) => {
    const refused = open(options({ layout: 'kube-eventer', format: 'text', ...given }));
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(`${option}: layout kube-eventer`);
  },
);
