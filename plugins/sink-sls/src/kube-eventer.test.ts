import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { kubeEventerLayout } from './contents.ts';
import { deliver, event, givenKey, open, start } from './fixtures/open.ts';
import { kubeEventerTime } from './log-time.ts';

const cases = recordedCases('sls');
/** Of a case's URI. */
const labelsOf = (args: readonly string[]): readonly (readonly [string, string])[] =>
  args.flatMap((flag) =>
    new URLSearchParams(flag.split('?')[1] ?? '').getAll('label').flatMap((label) => {
      const [name = '', value = ''] = label.split(',');
      return [[name, value] as const];
    }),
  );
const byName = (one: readonly string[], other: readonly string[]) => ((one[0] ?? '') < (other[0] ?? '') ? -1 : 1);

describe('has the logs that kube-eventer sends', () => {
  it('finds cases with events', () => {
    expect(cases.filter(({ expect: { requests } }) => requests.length > 0).length).toBeGreaterThan(1);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, recorded) => {
    const theirs = recorded.expect.requests.flatMap(({ log_group: group }) => group?.logs ?? []);
    const events = batchesOf(recorded).flat();
    const ours = events.map((raw) => {
      const one = normaliseEvent(raw, { cluster: 'default', change: 'added' });
      // The order of labels is not promised.
      const labels = labelsOf(recorded.args).toSorted(byName);
      return { contents: [...kubeEventerLayout(one), ...labels], time: kubeEventerTime(one, Date.now()).seconds };
    });
    expect(recorded.expect.alive ? ours : []).toEqual(theirs);
  });
});

it('an event from before 1970, or without a time, has that of the delivery', () => {
  const one = event('a', { lastTimestamp: '1969-12-31T23:59:59Z' });
  expect(kubeEventerTime(one, 1_700_000_000_900)).toEqual({ seconds: 1_700_000_000, nanoseconds: 0 });
});

it('a log whose time SLS refuses is sent again with that of the delivery', async () => {
  const sls = await start();
  const sink = await open({ ...givenKey, endpoint: sls.url, layout: 'kube-eventer' });
  const old = event('old', { lastTimestamp: '2024-03-01T02:03:04Z' });
  expect(await deliver(sink, [event('new'), old])).toEqual([]);
  expect(sls.answers).toEqual(['InvalidTimestamp', 'OK']);
  expect(sls.groups[0]?.logs.map(({ contents }) => contents.pod_name)).toEqual(['new', 'old']);
});
