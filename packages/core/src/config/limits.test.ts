import { expect, it } from 'vitest';
import { checkSettings } from './read.ts';

const log = { name: 'a', use: 'log' };

async function faults(settings: Record<string, unknown>, sink: Record<string, unknown> = {}) {
  const read = await checkSettings({
    from: 'it',
    settings: { sinks: [{ ...log, ...sink }], ...settings },
    secrets: [],
  });
  return read.kind === 'faulty' ? read.faults.map((fault) => fault.replace('it: ', '')) : [];
}

it.each<[Record<string, unknown>, string]>([
  [{ journal: { retention: { age: '0s' } } }, 'journal.retention.age: must be a duration from 1ms to 3650d'],
  [{ journal: { retention: { age: '9999999h' } } }, 'journal.retention.age: must be a duration from 1ms to 3650d'],
  [
    { journal: { retention: { age: 24 } } },
    'journal.retention.age: must be a duration, such as 30s or 5m; did you mean "24h"?',
  ],
  [{ journal: { commitInterval: '9999h' } }, 'journal.commitInterval: must be at most 24d'],
  [{ shutdown: { timeout: '30' } }, 'shutdown.timeout: must be a duration, such as 30s or 5m; did you mean "30s"?'],
  [{ source: { kubernetes: { startAt: '9999999h' } } }, 'source.kubernetes.startAt: must be at most 3650d'],
])('of the config %j are told', async (settings, told) => {
  expect(await faults(settings)).toEqual([told]);
});

it.each<[Record<string, unknown>, string]>([
  [{ startAt: 15 }, 'startAt: must be now, oldest, or a duration such as 15m; did you mean "15m"?'],
  [{ startAt: 'soon' }, 'startAt: must be now, oldest, or a duration such as 15m'],
  [{ delivery: { timeout: '9999h' } }, 'delivery.timeout: must be a duration from 1ms to 24d'],
  [{ delivery: { timeout: '0s' } }, 'delivery.timeout: must be a duration from 1ms to 24d'],
  [{ delivery: { linger: '25d' } }, 'delivery.linger: must be at most 24d'],
  [
    { delivery: { rateLimit: { batches: 1, per: '0s' } } },
    'delivery.rateLimit.per: must be a duration from 1ms to 24d',
  ],
  [{ retry: { initial: '0ms' } }, 'retry.initial: must be a duration from 1ms to 24d'],
  [{ retry: { initial: '60s', max: '1s' } }, 'retry.max: must not be shorter than initial (60s)'],
  [{ retry: { initial: '2m' } }, 'retry.initial: must not be longer than max, which is 60s unless it is given'],
])('of a sink %j are told', async (sink, told) => {
  expect(await faults({}, sink)).toEqual([`sinks[0].${told}`]);
});

it.each<[Record<string, unknown>, Record<string, unknown>]>([
  [{ journal: { retention: { age: '30d' }, commitInterval: '0ms' }, shutdown: { timeout: '0s' } }, {}],
  [{}, { startAt: '30d', delivery: { linger: '0ms', timeout: '24d' }, retry: { max: '100ms' } }],
  [{}, { retry: { initial: '2m', max: '2m' } }],
])('%j and %j are taken', async (settings, sink) => {
  expect(await faults(settings, sink)).toEqual([]);
});
