import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { Trials } from './trials.ts';

const minute = 60_000;

function scene() {
  let now = 0;
  const trials = new Trials({ ...systemClock, now: () => now });
  /** The minutes at which a sink that stays stopped is tried. */
  const triedUntil = (end: number, stopped: (at: number) => readonly string[]) => {
    const tried: number[] = [];
    for (; now <= end * minute; now += 1_000) {
      const due = trials.due(stopped(now / minute));
      if (due.length === 0) continue;
      tried.push(now / minute);
      trials.begin(due);
    }
    return tried;
  };
  return { triedUntil };
}

describe('a sink that was refused', () => {
  it('is tried again after a minute, then with growing waits', () => {
    expect(scene().triedUntil(40, () => ['ops'])).toEqual([1, 3, 7, 15, 25, 35]);
  });

  it('begins anew when it has run meanwhile', () => {
    const { triedUntil } = scene();
    expect(triedUntil(20, (at) => (at < 4 || at >= 10 ? ['ops'] : []))).toEqual([1, 3, 11, 13, 17]);
  });
});
