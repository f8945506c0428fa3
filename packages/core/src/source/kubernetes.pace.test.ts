import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { eventually, run } from './fixtures/run.ts';
import { emptyList, event, frame } from './fixtures/scripted-server.ts';

const readIntervalMs = 10;

it('a busy watch is read once an interval: what comes meanwhile waits outside, and goes on as one push', async () => {
  const watches: ServerResponse[] = [];
  const { intake, clock, stop } = await run(
    (request, response) => {
      if (request.kind !== 'watch') return emptyList(response, '100');
      response.writeHead(200).write(frame('ADDED', event('a', '101')));
      watches.push(response);
    },
    { options: { timing: { readIntervalMs } } },
  );
  const seen = () => intake.story.filter((push) => push.startsWith('watch'));
  await eventually(() => expect(seen()).toEqual(['watch 101 [a:101]']));
  await eventually(() => expect(clock.sleeping).toContain(readIntervalMs));
  for (const version of ['102', '103', '104', '105']) {
    const line = frame('ADDED', event('b', version));
    await new Promise<void>((resolve) => watches[0]?.write(line, () => resolve()));
  }
  clock.advance(readIntervalMs);
  await eventually(() => expect(seen().at(-1)).toContain('b:105'));
  expect(seen()).toEqual(['watch 101 [a:101]', 'watch 105 [b:102 b:103 b:104 b:105]']);
  await stop();
});
