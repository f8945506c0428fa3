import { describe, expect, it, vi } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { eventually, run } from './fixtures/run.ts';
import { emptyList, event, frame, replay } from './fixtures/scripted-server.ts';
import { counting, sendOpen, watching } from './fixtures/watches.ts';

vi.setConfig({ testTimeout: 30_000 });

describe('frames', () => {
  it.each([
    ['watch-chunks', 0],
    ['watch-core', 1],
    ['watch-events-v1', 0],
    ['unusual-events', 0],
    ['watch-ttl', 0],
    ['watch-selector-transitions', 0],
  ] as const)('recorded %s: each ADDED and MODIFIED arrives once, in order, with its bytes', async (name, index) => {
    const recording = recorded(name, index);
    const lines = recording.body.toString('utf8').trimEnd().split('\n');
    const expected = lines.map((line) => JSON.parse(line)).filter((line) => /ADDED|MODIFIED/.test(line.type));
    const { intake, stop } = await run((request, response) => {
      if (request.kind === 'watch') replay(response, recording, true);
      else emptyList(response, '1');
    });
    const last = JSON.parse(lines.at(-1) ?? '').object.metadata.resourceVersion;
    await eventually(() => expect(intake.pushes.at(-1)).toMatchObject({ position: last }));
    expect(intake.revisions.map(({ object }) => object)).toEqual(expected.map((line) => line.object));
    expect(intake.revisions.map(({ bytes }) => Buffer.from(bytes).toString('utf8'))).toEqual(
      lines
        .filter((line) => /^\{"type":"(ADDED|MODIFIED)/.test(line))
        .map((line) => line.slice(line.indexOf('"object":') + 9, -1)),
    );
    expect(intake.revisions.map(({ change }) => change)).toEqual(
      expected.map((line) => (line.type === 'ADDED' ? 'added' : 'modified')),
    );
    await stop();
  });

  it('of one read are one push, at the position of the last of them', async () => {
    const { intake, stop } = await run(
      watching(
        sendOpen(
          frame('ADDED', event('a', '101')),
          frame('MODIFIED', event('a', '102')),
          frame('ADDED', event('b', '103')),
        ),
      ),
    );
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 103 [a:101 a:102 b:103]'));
    await stop();
  });

  it('DELETED is no revision but moves the position, also when several share a resourceVersion', async () => {
    const { intake, stop } = await run(
      watching(sendOpen(frame('DELETED', event('a', '105')), frame('DELETED', event('b', '105')))),
    );
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 105 []'));
    await stop();
  });

  it('BOOKMARK moves the position and nothing else', async () => {
    const bookmark = { kind: 'Event', apiVersion: 'v1', metadata: { resourceVersion: '170' }, involvedObject: {} };
    const { counts, observer } = counting();
    const { intake, stop } = await run(watching(sendOpen(frame('BOOKMARK', bookmark))), { observer });
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 170 []'));
    expect(counts).toEqual(['BOOKMARK 1']);
    await stop();
  });

  it('of an unknown type are counted and logged, and what follows is taken', async () => {
    const { counts, observer } = counting();
    const { intake, log, stop } = await run(
      watching(sendOpen(frame('SURPRISE', event('x', '101')), frame('ADDED', event('a', '102')))),
      { observer },
    );
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 102 [a:102]'));
    expect(counts).toEqual(['unknown 1', 'ADDED 1']);
    expect(log.at('warn')).toEqual(['a watch frame of an unknown type was passed over']);
    await stop();
  });

  it('that were damaged on the way are asked for again, from the last good position', async () => {
    const { counts, observer } = counting();
    const { server, intake, stop } = await run(
      watching(
        sendOpen(frame('ADDED', event('a', '101')), '{"type":"ADDED","obj\n', frame('ADDED', event('c', '103'))),
        sendOpen(frame('ADDED', event('b', '102')), frame('ADDED', event('c', '103'))),
      ),
      { observer },
    );
    await eventually(() => expect(intake.story.slice(1)).toEqual(['watch 101 [a:101]', 'watch 103 [b:102 c:103]']));
    expect(server.of('watch')[1]?.url.searchParams.get('resourceVersion')).toBe('101');
    expect(counts).toContain('unreadable json');
    await stop();
  });

  it('that stay unreadable are passed over, counted and logged, and hold nothing up', async () => {
    const { counts, observer } = counting();
    const lines = sendOpen(
      'not json\n',
      frame('ADDED', { metadata: { resourceVersion: 'abc' } }),
      frame('ADDED', event('b', '102')),
    );
    const { intake, log, stop } = await run(watching(lines, lines), { observer });
    await eventually(() => expect(intake.story.at(-1)).toBe('watch 102 [b:102]'));
    expect(counts.filter((count) => count.startsWith('unreadable'))).toEqual([
      'unreadable json',
      'unreadable json',
      'unreadable resource-version',
    ]);
    expect(log.at('warn').join()).toContain('it was passed over');
    await stop();
  });
});
