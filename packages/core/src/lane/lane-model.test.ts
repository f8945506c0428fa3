import type { Outcome } from '@kubeherald/sink-host';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jumpingClock } from './fixtures/clock.ts';
import { crashed, flaw, type Harness, harness, late, no, yes } from './fixtures/harness.ts';
import { memoryJournal } from './fixtures/memory-journal.ts';

/** A number generator with a seed (Numerical Recipes' constants): what fast-check shrinks must run the same again. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const scenario = fc.record({
  seed: fc.nat(),
  concurrency: fc.integer({ min: 1, max: 4 }),
  maxEvents: fc.integer({ min: 1, max: 12 }),
  objects: fc.integer({ min: 1, max: 12 }),
  events: fc.integer({ min: 1, max: 80 }),
  /** Of the events: the destination refuses them for good. */
  rejected: fc.constantFrom(0, 0.05),
  /** Of the events: they break the worker. */
  poison: fc.constantFrom(0, 0, 0.05),
  /** Of the deliveries: they fail in some way that has nothing to do with the events. */
  faults: fc.constantFrom(0, 0.2, 0.5),
  /** Deliveries after which the daemon is killed, counted from the last start. */
  kills: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
  lingerMs: fc.constantFrom(0, 0, 50),
  limited: fc.boolean(),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

/** What an event is about and how it behaves: its text says it. */
interface Kind {
  readonly object: number;
  readonly wanted: boolean;
  readonly behaves: 'well' | 'rejected' | 'poison';
}

interface Run {
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Accepted by the destination, in order, over all starts. */
  readonly accepted: string[];
  /** First time that each event was handed over, in order. */
  readonly first: string[];
  readonly buried: Set<string>;
  /** How often chance crashed the worker with this event. */
  readonly unlucky: Map<string, number>;
  /** Events accepted a second time between one start and the next, by shard. */
  readonly repeats: number[];
}

function chosen(random: () => number, share: Scenario): Kind['behaves'] {
  const value = random();
  if (value < share.rejected) return 'rejected';
  return value < share.rejected + share.poison ? 'poison' : 'well';
}

/** Fewer crashes than make an event a dead letter: nobody could tell it from poison. */
const unluckiest = 4;

function answer(texts: readonly string[], run: Run, faults: number, random: () => number): Outcome {
  const behaves = texts.map((text) => run.kinds.get(text)?.behaves ?? 'well');
  if (behaves.includes('poison')) return random() < 0.5 ? crashed : late;
  if (random() < faults) {
    const fault = random();
    if (fault < 0.4) return { kind: 'retry', error: flaw, retryAfterMs: Math.floor(random() * 2000) };
    if (fault < 0.6 && texts.every((text) => (run.unlucky.get(text) ?? 0) < unluckiest)) {
      for (const text of texts) run.unlucky.set(text, (run.unlucky.get(text) ?? 0) + 1);
      return crashed;
    }
    const refusals = texts.flatMap((_, index) => {
      if (behaves[index] === 'rejected') return [{ index, retry: false, error: flaw }];
      return random() < 0.3 ? [{ index, retry: true, error: flaw }] : [];
    });
    return { kind: 'partial', refusals };
  }
  return behaves.includes('rejected') ? no : yes;
}

/** A cluster is never silent for long; without other events nothing could prove a poison event. */
const patience = 500;
/** Turns of the event loop, some hundred times what the longest run needs. */
const longest = 100_000;

/** Lets the lane work until the journal is settled (true) or the daemon is killed (false). `more` adds an event. */
async function live(h: Harness, alive: { now: boolean }, more: () => void): Promise<boolean> {
  h.lane.start();
  for (let turn = 1; ; turn += 1) {
    await new Promise(setImmediate);
    if (!alive.now) return false;
    if (h.lane.status().position === h.journal.durable()) {
      await h.lane.stop(1000);
      return true;
    }
    if (turn % patience === 0) more();
    if (turn > longest) throw new Error(`stuck: ${JSON.stringify(h.lane.status())}`);
  }
}

async function play(plan: Scenario): Promise<Run> {
  const random = seeded(plan.seed);
  const clock = jumpingClock(1_000_000, random);
  const journal = memoryJournal(() => clock.now());
  const kinds = new Map<string, Kind>();
  const run: Run = { kinds, accepted: [], first: [], buried: new Set(), unlucky: new Map(), repeats: [] };
  for (let number = 0; number < plan.events; number += 1) {
    const object = Math.floor(random() * plan.objects);
    const text = `{"n":${number}}`;
    kinds.set(text, { object, wanted: random() < 0.8, behaves: chosen(random, plan) });
    journal.add(object, text);
  }
  const more = () => {
    const object = kinds.size;
    const text = `{"n":${kinds.size}}`;
    kinds.set(text, { object, wanted: true, behaves: 'well' });
    journal.add(object, text);
  };
  const cursor = journal.cursor(plan.concurrency);
  const seen = new Set<string>();
  const taken = new Set<string>();
  for (const kill of [...plan.kills, undefined]) {
    const alive = { now: true };
    const repeats = Array.from({ length: plan.concurrency }, () => 0);
    const dead = new Promise<never>(() => undefined);
    const mortal = {
      ...cursor,
      acknowledge: (shard: number, through: number) => (alive.now ? cursor.acknowledge(shard, through) : dead),
    };
    const h = harness({
      clock,
      journal,
      cursor: mortal,
      delivery: {
        concurrency: plan.concurrency,
        maxEvents: plan.maxEvents,
        lingerMs: plan.lingerMs,
        ...(plan.limited ? { rateLimit: { batches: 10, perMs: 1000, burst: 2 } } : {}),
      },
      wanted: (entry) => kinds.get(Buffer.from(entry.payload).toString())?.wanted ?? false,
      deadLetters: {
        append: async (letters) => {
          for (const { entry } of letters) if (alive.now) run.buried.add(Buffer.from(entry.payload).toString());
        },
      },
      answer: async ({ texts, shard }, count) => {
        if (!alive.now) return dead;
        for (const text of texts) if (!seen.has(text)) run.first.push(text);
        for (const text of texts) seen.add(text);
        const outcome = answer(texts, run, plan.faults, random);
        const refused = new Set(outcome.kind === 'partial' ? outcome.refusals.map(({ index }) => index) : []);
        const took = outcome.kind === 'accepted' || outcome.kind === 'partial';
        for (const [index, text] of texts.entries()) {
          if (!took || refused.has(index)) continue;
          if (taken.has(text)) repeats[shard] = (repeats[shard] ?? 0) + 1;
          taken.add(text);
          run.accepted.push(text);
        }
        // The worst moment: the destination has taken it, and nobody will know.
        if (count !== kill) return outcome;
        alive.now = false;
        return dead;
      },
    });
    const finished = await live(h, alive, more);
    alive.now = false;
    run.repeats.push(...repeats);
    if (finished) break;
  }
  clock.end();
  return run;
}

function check(plan: Scenario, run: Run): void {
  const accepted = new Set(run.accepted);
  for (const [text, { wanted, behaves }] of run.kinds) {
    const arrived = accepted.has(text) || run.buried.has(text);
    expect(arrived, `${text} (${behaves}) arrived`).toBe(wanted);
    if (behaves !== 'well') expect(accepted.has(text), `${text} accepted`).toBe(false);
    if (behaves === 'well') expect(run.buried.has(text), `${text} buried`).toBe(false);
  }
  // To tell a poison event from a flaky sink, up to five others are delivered ahead of each.
  const suspects = plan.poison > 0 ? run.buried.size + 1 : plan.faults > 0 ? 1 : 0;
  const most = plan.maxEvents + 5 * suspects;
  for (const repeats of run.repeats) expect(repeats, 'repeats of one worker after a kill').toBeLessThanOrEqual(most);
  if (plan.kills.length === 0) expect(run.accepted).toHaveLength(accepted.size);
  for (let object = 0; object < plan.objects; object += 1) {
    const mine = run.first
      .filter((text) => run.kinds.get(text)?.object === object)
      .map((text) => Number(/\d+/.exec(text)));
    expect(mine, `first deliveries of object ${object}`).toEqual(mine.toSorted((left, right) => left - right));
  }
}

test('whatever fails and whenever it is killed: all arrive or are dead letters, in order, and few twice', async () => {
  let repeats = 0;
  await fc.assert(
    fc.asyncProperty(scenario, async (plan) => {
      const run = await play(plan);
      check(plan, run);
      repeats += run.repeats.reduce((sum, count) => sum + count, 0);
    }),
    { numRuns: 300 },
  );
  expect(repeats, 'the kills hit').toBeGreaterThan(0);
}, 300_000);
