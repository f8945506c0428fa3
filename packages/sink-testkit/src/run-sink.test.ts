import { describe, expect, it, onTestFinished } from 'vitest';
import { assertArrived, assertNoCredential, assertOutcome } from './assertions.ts';
import { type FakeDestination, fakeDestination } from './http/fake-destination.ts';
import { runSink, type SinkInThread } from './run-sink.ts';
import { coreEvent } from './samples/event.ts';
import { sampleEvents } from './samples/sample-events.ts';

const token = 'xoxb-kh-0123456789abcdef';

async function start(name: string): Promise<{ destination: FakeDestination; sink: SinkInThread }> {
  const destination = fakeDestination({ accept: { body: { ok: true } } });
  await destination.start();
  const sink = runSink(new URL(`./fixtures/${name}.ts`, import.meta.url), {
    url: destination.url,
    token,
    proxy: 'none',
  });
  onTestFinished(async () => {
    await sink.close();
    await destination.stop();
  });
  return { destination, sink };
}

describe('a sink in a thread', () => {
  it('delivers raw events, and its errors are outcomes', async () => {
    const { destination, sink } = await start('good');
    assertOutcome(await sink.open(), 'accepted');
    assertOutcome(await sink.check(), 'accepted');
    assertOutcome(await sink.deliver(sampleEvents.usual.map(({ raw }) => raw)), 'accepted');
    await destination.script(['429 with Retry-After in seconds']);
    const outcome = await sink.deliver([coreEvent({ message: 'hello' })]);
    assertOutcome(outcome, 'partial', 7000);
    expect(outcome.refusals).toMatchObject([{ index: 0, retry: true }]);
    expect((await assertArrived(destination, 'Scaled up replica set')).accepted).toBe(true);
  });

  it('keeps what it logs', async () => {
    const { sink } = await start('broken/token-in-log');
    await sink.deliver([coreEvent()]);
    expect(sink.lines).toMatchObject([{ level: 'debug', message: 'sending', fields: { sink: 'testkit' } }]);
    expect(() => assertNoCredential(sink.lines, token)).toThrow('the credential xox… is shown');
  });
});

describe('an assertion says what there is instead', () => {
  const retry = {
    kind: 'retry',
    retryAfterMs: 5,
    error: { name: 'E', code: 'KH_SINK_RETRY', message: 'busy' },
  } as const;

  it('of an outcome', () => {
    expect(() => assertOutcome(retry, 'accepted')).toThrow(
      'deliver became retry (KH_SINK_RETRY: busy); expected accepted',
    );
    expect(() => assertOutcome(retry, 'retry', 7000)).toThrow('deliver asks to wait 5 ms; expected 7000 ms');
    assertOutcome(retry, 'retry', 5);
  });

  it('of what arrived', async () => {
    const { destination, sink } = await start('good');
    await sink.deliver([coreEvent({ message: 'hello' })]);
    await expect(assertArrived(destination, 'goodbye')).rejects.toThrow(/took nothing with "goodbye" in it; .*"hello"/);
  });

  it('of a credential, also when it is encoded', () => {
    const encoded = Buffer.from('pass-word').toString('base64');
    expect(() => assertNoCredential({ message: `Basic ${encoded}` }, 'nothing-else', 'pass-word')).toThrow(
      'pas… is shown',
    );
    assertNoCredential({ message: 'Basic ***' }, 'pass-word');
  });
});
