import { describe, expect, it } from 'vitest';
import { mayMakeRoom, segmentAgeWithin, segmentBytesWithin, trimCount } from './retention.ts';

const hour = 3_600_000;
const now = 100 * hour;
/** Four segments of 10 bytes and 100 sequences, an hour each; the last was begun an hour ago. */
const segments = [0, 1, 2, 3].map((place) => ({ first: place * 100 + 1, bytes: 10, at: now - (4 - place) * hour }));

describe('what retention takes', () => {
  it.each([
    { name: 'nothing within the limits', bytes: 30, ageMs: 10 * hour, unmarkedFrom: undefined, count: 0 },
    {
      name: 'the oldest beyond the bytes; the one being written does not count',
      bytes: 15,
      ageMs: 10 * hour,
      unmarkedFrom: undefined,
      count: 2,
    },
    { name: 'never the one being written', bytes: 0, ageMs: 0, unmarkedFrom: undefined, count: 3 },
    { name: 'those whose newest record is too old', bytes: 100, ageMs: 1.5 * hour, unmarkedFrom: undefined, count: 2 },
    { name: 'not what an unfinished list needs', bytes: 20, ageMs: 10 * hour, unmarkedFrom: 50, count: 0 },
    { name: 'what lies before an unfinished list', bytes: 10, ageMs: 10 * hour, unmarkedFrom: 101, count: 1 },
    { name: 'an unfinished list that is too large', bytes: 10, ageMs: 10 * hour, unmarkedFrom: 1, count: 1 },
    { name: 'an unfinished list that is too old', bytes: 100, ageMs: 1.5 * hour, unmarkedFrom: 1, count: 2 },
  ])('$name', ({ bytes, ageMs, unmarkedFrom, count }) => {
    expect(trimCount(segments, { bytes, ageMs }, now, unmarkedFrom).count).toBe(count);
  });

  it('says which limit it was', () => {
    expect(trimCount(segments, { bytes: 15, ageMs: 10 * hour }, now, undefined).reason).toBe('bytes');
    expect(trimCount(segments, { bytes: 100, ageMs: 1.5 * hour }, now, undefined).reason).toBe('age');
  });
});

it.each([
  { name: 'what every sink has may go', acknowledged: 100, unmarkedFrom: undefined, may: true },
  { name: 'what one sink lacks stays', acknowledged: 99, unmarkedFrom: undefined, may: false },
  { name: 'what an unfinished list needs stays', acknowledged: 400, unmarkedFrom: 100, may: false },
])('on a full disk $name', ({ acknowledged, unmarkedFrom, may }) => {
  expect(mayMakeRoom(segments, acknowledged, unmarkedFrom)).toBe(may);
});

it('on a full disk the segment being written stays', () => {
  expect(mayMakeRoom(segments.slice(3), Number.POSITIVE_INFINITY, undefined)).toBe(false);
});

it('segments are small enough for retention to be kept', () => {
  expect(segmentBytesWithin(64_000_000, 2_000_000_000)).toBe(64_000_000);
  expect(segmentBytesWithin(64_000_000, 80_000_000)).toBe(10_000_000);
  expect(segmentBytesWithin(64_000_000, 1_000)).toBe(65_536);
  expect(segmentAgeWithin(24 * hour)).toBe(3 * hour);
  expect(segmentAgeWithin(1_000)).toBe(60_000);
});
