import { describe, expect, it, onTestFinished } from 'vitest';
import { ample, fixture } from '../fixtures/start.ts';
import type { Death } from './death.ts';
import { SinkThread, type ThreadOptions } from './thread.ts';

function startThread(options: Partial<ThreadOptions>): { readonly thread: SinkThread; readonly deaths: Death[] } {
  const deaths: Death[] = [];
  const thread = new SinkThread({
    heapMB: 64,
    graceMs: 1000,
    data: { logLevel: 'info', linesOnTheWay: new SharedArrayBuffer(4) },
    onMessage: () => undefined,
    onDeath: (death) => deaths.push(death),
    ...options,
  });
  onTestFinished(() => thread.stop());
  return { thread, deaths };
}

describe('a sink thread', () => {
  it('that fails while loading ends the call that waits for it, and is replaced for the next one', async () => {
    // Without room for its counter the entry throws while it is loaded.
    const { thread } = startThread({ data: { logLevel: 'info', linesOnTheWay: new SharedArrayBuffer(0) } });
    const error = { code: 'KH_SINK_CRASHED', message: expect.stringContaining('index') };
    for (let round = 0; round < 4; round++) {
      expect(await thread.call({ kind: 'reopen' }, ample)).toMatchObject({ kind: 'died', reason: 'crashed', error });
    }
  });

  it('that is still starting at the deadline is not ended: the next call finds it', async () => {
    const { thread, deaths } = startThread({ graceMs: 0 });
    const dying = { kind: 'describe', plugin: fixture('exits-at-load.js'), options: {} } as const;
    expect(await thread.call(dying, ample)).toMatchObject({ kind: 'died', reason: 'exited' });
    const error = { code: 'KH_SINK_DEADLINE', message: expect.stringContaining('not ready') };
    expect(await thread.call({ kind: 'close' }, 1)).toMatchObject({ kind: 'died', reason: 'deadline', error });
    expect(await thread.call({ kind: 'close' }, ample)).toMatchObject({
      kind: 'answered',
      answer: { kind: 'accepted' },
    });
    expect(await thread.call(dying, ample)).toMatchObject({ kind: 'died', reason: 'exited' });
    expect(deaths.map(({ reason }) => reason)).toEqual(['exited', 'exited']);
  });

  it('that cannot be asked, for the request is no plain data, lives on', async () => {
    const { thread, deaths } = startThread({});
    const impossible = { kind: 'describe', plugin: '', options: { callback: () => undefined } } as const;
    expect(await thread.call(impossible, ample)).toMatchObject({
      kind: 'died',
      error: { cause: { name: 'DataCloneError' } },
    });
    expect(await thread.call({ kind: 'close' }, ample)).toMatchObject({ kind: 'answered' });
    expect(deaths).toEqual([]);
  });
});
