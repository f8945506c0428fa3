import { duration, parseDuration, Type } from '@kubeherald/sink-sdk';

/** A shortest and a longest duration, as a config writes them. */
export interface DurationLimits {
  readonly least: string;
  readonly most: string;
  /** What to write instead of more, beside the most; default: nothing. */
  readonly beyond?: string;
}

/** Timers hold 2^31 ms, a little less than 25 days. */
const longestTimer = '24d';
/** Longer than any cluster keeps or needs events: a longer one is a slip. */
const longestHistory = '3650d';

/** What the config's durations are for. */
export const limits = {
  /** A wait that must not be nothing. */
  wait: { least: '1ms', most: longestTimer },
  /** A wait that may be nothing. */
  pause: { least: '0ms', most: longestTimer },
  age: { least: '1ms', most: longestHistory },
  history: { least: '0ms', most: longestHistory, beyond: 'oldest for all that there is' },
} as const satisfies Readonly<Record<string, DurationLimits>>;

/** A duration that is neither too short nor too long for what it is for; both are faults that say what may be written. */
export function limitedDuration({ least, most, beyond }: DurationLimits, options: Parameters<typeof duration>[0] = {}) {
  const isWithin = (text: string) => {
    const ms = millisecondsOf(text);
    // What is no duration has a fault already.
    return ms === undefined || (ms >= parseDuration(least) && ms <= parseDuration(most));
  };
  const instead = beyond === undefined ? '' : `, or ${beyond}`;
  return Type.Refine(duration(options), isWithin, () => `must be from ${least} to ${most}${instead}`);
}

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
