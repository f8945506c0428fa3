import { type DurationRange, duration, parseDuration } from '@kubeherald/sink-sdk';

/** Longer than any cluster keeps or needs events: a longer one is a slip. */
const longestHistory = '3650d';

/** What the config's durations are for; the longest, unless said otherwise, is what timers hold. */
export const limits = {
  /** A wait that must not be nothing. */
  wait: { least: '1ms' },
  /** A wait that may be nothing. */
  pause: {},
  age: { least: '1ms', most: longestHistory },
  history: { most: longestHistory },
} as const satisfies Readonly<Record<string, DurationRange>>;

/** A duration that is neither too short nor too long for what it is for; both are faults that say what may be written. */
export const limitedDuration = (range: DurationRange, options: Parameters<typeof duration>[0] = {}) =>
  duration(options, range);

/** Milliseconds of a duration; undefined for what is none. */
export function millisecondsOf(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
