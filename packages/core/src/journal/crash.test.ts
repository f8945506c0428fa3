import fc from 'fast-check';
import { describe, it } from 'vitest';
import { everyMoment, type Loss, someMoments } from './fixtures/crash.ts';
import { judge } from './fixtures/judge.ts';
import { type Action, judgedSink, run } from './fixtures/run.ts';

const scope = fc.constantFrom('', 'prod');
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append'),
      count: fc.integer({ min: 1, max: 4 }),
      scope,
      listed: fc.boolean(),
      bytes: fc.integer({ min: 0, max: 120 }),
      wait: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('mark'), scope, epoch: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('table'), sinks: fc.integer({ min: 0, max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('acknowledge'),
      sink: fc.constantFrom(judgedSink, 'other'),
      shards: fc.integer({ min: 1, max: 3 }),
      ahead: fc.integer({ min: 0, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen'), killed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('later'), ms: fc.integer({ min: 1, max: 400_000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fail'),
      operation: fc.constantFrom('write', 'sync', 'create'),
      code: fc.constantFrom('ENOSPC', 'EIO'),
      partly: fc.integer({ min: 0, max: 400 }),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
);
const seed = fc.integer();

/** Chance of a seed: fast-check prints the seed of a run that fails, and the run can be repeated from it. */
function chanceOf(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 16_777_216;
  };
}

function lossOf(chance: () => number): Loss {
  const keeps = chance();
  return { keepsSector: () => chance() < keeps, keepsName: () => chance() < 0.5 };
}

describe('a journal that is opened after a crash', () => {
  it('has every acknowledged append, and no record that was not given, at every byte written', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 12 }), async (actions) => {
        for (const life of await run(actions))
          for (const moment of everyMoment(life.changes)) await judge(life, moment);
      }),
      { numRuns: 6 },
    );
  });

  it('has them after a power loss that keeps only what was synced, and of the rest some blocks', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 25 }), seed, async (actions, start) => {
        const chance = chanceOf(start);
        for (const life of await run(actions)) {
          for (const moment of someMoments(life.changes, chance)) await judge(life, moment, lossOf(chance));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has them after long runs that roll, trim, fail and reopen', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 30, maxLength: 80 }), seed, async (actions, start) => {
        const chance = chanceOf(start);
        for (const life of await run(actions)) {
          for (const moment of someMoments(life.changes, chance)) {
            if (chance() < 0.3) await judge(life, moment);
          }
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});
