import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Daemon } from '../support/daemon.ts';
import { accepting, type Destination, type SentEvent } from '../support/destination.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

const ids = (events: readonly SentEvent[]) => events.map(({ id }) => id);

describe('a webhook whose destination', () => {
  let scene: Scene;
  let destination: Destination;
  let other: Destination;
  let daemon: Daemon;

  const start = async (over: object = {}) => {
    daemon = await scene.run(
      scene.configFile({ sinks: [webhook('webhook', destination.url, over), webhook('other', other.url)] }),
    );
  };
  const state = async () => (await daemon.status()).sinks.find(({ name }) => name === 'webhook')?.state;

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    other = await scene.destination();
    return scene.end;
  });

  it('refuses some events for good: they become dead letters on disk, the others are delivered', async () => {
    await start();
    const begun = Date.now();
    // The first request is held, so that the next batch has refused and good events side by side.
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    destination.answer(async (events) => {
      await held;
      return { status: events.some(({ message }) => message.includes('poison')) ? 400 : 204 };
    });
    const written = scene.emitMany(50, (index) => ({
      message: index % 20 === 9 ? `poison ${index}` : `good ${index}`,
    }));
    await until('the other sink', () => other.accepted.length === written.length);
    release();
    const good = written.filter((_, index) => index % 20 !== 9);
    const poison = written.filter((_, index) => index % 20 === 9);
    await until('all good events', () => destination.accepted.length >= good.length);
    expect(ids(destination.accepted)).toEqual(good);
    expect(destination.requests.some(({ events, status }) => status === 400 && events.length > 1)).toBe(true);

    const dead = 'kubeherald_sink_dead_letters_total{sink="webhook",reason="rejected"}';
    await until('the dead letters', async () => (await daemon.metric(dead)) === poison.length);
    const folder = scene.path('journal', 'dead-letters', 'webhook');
    const letters: { at: number; event: { metadata: { uid: string; resourceVersion: string } } }[] = readdirSync(folder)
      .flatMap((name) => readFileSync(scene.path('journal', 'dead-letters', 'webhook', name), 'utf8').split('\n'))
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    expect(letters.map(({ event: { metadata } }) => `${metadata.uid}:${metadata.resourceVersion}`)).toEqual(poison);
    for (const letter of letters) {
      expect(letter).toMatchObject({ reason: 'rejected', message: expect.stringContaining('answered 400') });
      expect(letter.at).toBeGreaterThanOrEqual(begun);
      expect(letter.at).toBeLessThanOrEqual(Date.now());
    }
    expect(ids(other.accepted)).toEqual(written);

    // What is dead stays so: nothing of it comes again after a restart.
    const seen = destination.requests.length;
    expect(await daemon.stop()).toBe(0);
    await start();
    const last = scene.emit();
    await until('the event after the restart', () => ids(destination.accepted).includes(last));
    expect(destination.requests.slice(seen).flatMap(({ events }) => ids(events))).toEqual([last]);
  });

  it('asks for patience gets it, and then everything once and in order', async () => {
    await start();
    let asked = false;
    destination.answer(() => {
      if (asked) return { status: 204 };
      asked = true;
      return { status: 429, headers: { 'retry-after': '2' } };
    });
    const written = scene.emitMany(20);
    await until('everything', () => destination.accepted.length >= written.length);
    await until('the other sink', () => other.accepted.length >= written.length);
    const [refused, next] = destination.requests;
    expect(refused?.status).toBe(429);
    // A timer counts whole milliseconds from the turn it was set in: it may be a little early by the wall clock.
    expect(next?.at).toBeGreaterThanOrEqual((refused?.at ?? Number.NaN) + 1_990);
    expect(ids(destination.accepted)).toEqual(written);
    expect(ids(other.accepted)).toEqual(written);
    await until('the retry to be counted', async () => {
      return (await daemon.metric('kubeherald_sink_retries_total{sink="webhook"}')) === 1;
    });
    expect(await daemon.metric('kubeherald_sink_dead_letters_total{sink="webhook",reason="rejected"}')).toBe(0);
  });

  it('is dead is left alone but for single probes, and gets everything when it is back', async () => {
    await start();
    await destination.away();
    const written = scene.emitMany(30);
    await until('the circuit to open', async () => (await state()) === 'open');
    expect(await daemon.metric('kubeherald_sink_state{sink="webhook",state="open"}')).toBe(1);
    expect((await daemon.get('/readyz')).status).toBe(200);
    expect((await daemon.get('/readyz')).body).toMatch(/"sink webhook".*"open: .*ECONNREFUSED/);
    written.push(...scene.emitMany(10));
    await until('the other sink', () => other.accepted.length === written.length);
    expect(await daemon.metric('kubeherald_sink_queue_records{sink="webhook"}')).toBeGreaterThanOrEqual(written.length);

    const down = destination.requests.length;
    await destination.back();
    await until('everything', () => destination.accepted.length >= written.length);
    expect(destination.requests[down]?.events).toHaveLength(1);
    expect(ids(destination.accepted)).toEqual(written);
    await until('the other sink, too', () => other.accepted.length >= written.length);
    expect(ids(other.accepted)).toEqual(written);
    await until('the circuit to close', async () => (await state()) === 'running');
  });

  it('never takes an event, which is tried as often as was asked and becomes a dead letter', async () => {
    await start({ retry: { initial: '10ms', max: '10ms', maxAttempts: 3 } });
    destination.answer((events) => (events.some(({ message }) => message === 'stuck') ? { status: 500 } : accepting()));
    const stuck = scene.emit({ message: 'stuck' });
    const dead = 'kubeherald_sink_dead_letters_total{sink="webhook",reason="attempts"}';
    await until('the dead letter', async () => (await daemon.metric(dead)) === 1);
    const after = scene.emit();
    await until('the event behind it', () => ids(destination.accepted).includes(after));
    expect(destination.requests.filter(({ events }) => ids(events).includes(stuck))).toHaveLength(3);
    expect(ids(destination.accepted)).toEqual([after]);
  });
});
