import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';

const one = (uid: string, resourceVersion: string, batch?: number) => ({
  uid,
  resourceVersion,
  object: 'Pod/a/b',
  ...(batch === undefined ? {} : { batch }),
});
const strict = { supersededMayMiss: false, relisted: false };

describe('the judge', () => {
  it('finds nothing wrong with an exact delivery', () => {
    const owed = [one('a', '1'), one('b', '2'), one('a', '10')];
    expect(judge(owed, owed, strict)).toMatchObject({ missing: [], repeats: 0, disorder: [] });
  });
  it('names what is missing', () => {
    expect(judge([one('a', '1'), one('b', '2')], [one('b', '2')], strict).missing).toEqual(['a:1']);
  });
  it('lets a superseded revision go only where the watch was broken', () => {
    const owed = [one('a', '1'), one('a', '2')];
    expect(judge(owed, [one('a', '2')], { ...strict, supersededMayMiss: true }).missing).toEqual([]);
    expect(judge(owed, [one('a', '1')], { ...strict, supersededMayMiss: true }).missing).toEqual(['a:2']);
  });
  it('counts repeats by round, and sees when they come from more than one batch', () => {
    const got = [one('a', '1', 1), one('b', '2', 2), one('b', '2', 3), one('a', '1', 4)];
    const verdict = judge([one('a', '1'), one('b', '2')], got, strict, [2]);
    expect(verdict.repeatsByRound).toEqual([0, 2]);
    expect(verdict.mixedRepeats).toBe(1);
  });
  it('sees an older revision after a newer one, comparing numbers, not text', () => {
    expect(judge([], [one('a', '10'), one('a', '9')], strict).disorder).toHaveLength(1);
    expect(judge([], [one('a', '9'), one('a', '10')], strict).disorder).toEqual([]);
  });
});
