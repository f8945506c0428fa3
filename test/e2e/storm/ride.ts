import type { EncodedBatch, Outcome } from '@kubeherald/sink-host';
import { resolveOptions } from '@kubeherald/sink-host';
import type { SinkPlugin } from '@kubeherald/sink-sdk';
import { type Clock, systemClock } from '../../../packages/core/src/clock.ts';
import { memoryJournal } from '../../../packages/core/src/lane/fixtures/memory-journal.ts';
import { createLane } from '../../../packages/core/src/lane/index.ts';
import { deliveryDefaults } from '../../../packages/core/src/sink.ts';
import { encodeEvents } from '../../../packages/sink-host/src/batch.ts';
import { describePlugin } from '../../../packages/sink-host/src/entry/describe.ts';
import { openSession } from '../../../packages/sink-host/src/entry/session.ts';
import type { Chat } from './chats.ts';
import { namedIn, storm } from './events.ts';
import { virtualTime } from './virtual-time.ts';

/** What became of a storm. Times in milliseconds of virtual time, from its beginning. */
export interface Ridden {
  readonly messages: number;
  /** Pairs of object and reason that were named. */
  readonly named: number;
  /** When the last of them was named for the first time. */
  readonly namedMs: number;
  /** When all events were acknowledged. */
  readonly doneMs: number;
  readonly throttled: number;
  readonly refused: number;
  readonly deadLetters: number;
}

/** Longer than any chat may take: an hour. */
const mostMs = 3_600_000;
const startMs = Date.parse('2026-11-21T04:00:00Z');
/** Arrivals are grouped, as watch frames are. */
const stepMs = 100;

/** Virtual timers take a part of a millisecond for none, and time would stand still for ever. */
const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.ceil(ms), signal) };

const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };

async function loadPlugin(name: string): Promise<SinkPlugin> {
  const { default: plugin }: { readonly default: SinkPlugin } = await import(`../../../plugins/${name}/src/index.ts`);
  return plugin;
}

/** Lets the storm loose on a chat: through the daemon's own lane, with the sink's own rate limit and pace, in virtual time. */
export async function ride(chat: Chat): Promise<Ridden> {
  const plugin = await loadPlugin(chat.plugin);
  const resolved = await resolveOptions(plugin.config, structuredClone(chat.options));
  if (resolved.kind === 'faulty') throw new Error(JSON.stringify(resolved.faults));
  const delivery = { ...deliveryDefaults, ...describePlugin(plugin, resolved.options).delivery };
  const time = virtualTime(startMs);
  try {
    const closing = new AbortController();
    const session = await openSession(plugin, resolved.options, {
      name: 'chat',
      cluster: 'prod',
      log,
      answers: false,
      closing,
    });
    const journal = memoryJournal(() => Date.now());
    const cursor = journal.cursor(1);
    const named = new Set<string>();
    let [read, namedMs, deadLetters] = [0, 0, 0];
    const look = () => {
      const before = named.size;
      const texts = chat.texts();
      for (const text of texts.slice(read)) for (const pair of namedIn(text)) named.add(pair);
      read = texts.length;
      if (named.size > before) namedMs = Date.now() - startMs;
    };
    const worker = {
      async deliver({ id, attempt, events }: EncodedBatch, deadlineMs: number): Promise<Outcome> {
        const outcome = await session.deliver({
          kind: 'deliver',
          id,
          attempt,
          events: encodeEvents(events),
          deadlineMs,
        });
        look();
        return outcome;
      },
      async close() {
        await session.close();
      },
    };
    const lane = createLane(
      { name: 'chat', delivery },
      {
        reader: journal,
        cursor,
        workers: [worker],
        wanted: () => true,
        deadLetters: {
          append: async (letters) => {
            deadLetters += letters.length;
          },
        },
        clock,
        observer: { attempted: silent, delivered: silent, deadLettered: silent, changed: silent },
      },
    );
    const events = storm(startMs);
    lane.start();
    for (const [step, some] of Map.groupBy(events, ({ at }) => Math.floor(at / stepMs))) {
      const arrive = () => {
        for (const { objectKey, json } of some) journal.add(objectKey, json);
      };
      setTimeout(arrive, step * stepMs);
    }
    const isOver = () => lane.status().state === 'misconfigured' || cursor.position(0) === events.length;
    await time.until(isOver, mostMs);
    if (cursor.position(0) < events.length) throw new Error(lane.status().problem?.message);
    const doneMs = Date.now() - startMs;
    const stopped = lane.stop(0);
    let isStopped = false;
    void stopped.then(() => {
      isStopped = true;
    });
    await time.until(() => isStopped, mostMs);
    await stopped;
    const [throttled, refused] = [chat.throttled(), chat.refused()];
    return { messages: chat.texts().length, named: named.size, namedMs, doneMs, throttled, refused, deadLetters };
  } finally {
    time.end();
  }
}
