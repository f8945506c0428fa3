import { Type } from 'typebox';

type StringOptions = NonNullable<Parameters<typeof Type.String>[0]>;

/** Milliseconds per unit. */
const durations: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** 2³¹−1 ms, some 24.8 days, is what Node's timers hold; a longer one ends at once. In days, for people. */
const longestTimer = '24d';
/** A thousand years: beyond is a mistake, and what is counted from now must stay a date with a year of four digits. */
const longestDays = 365_000;

const kibi = 1024;
/** Bytes per unit; Kubernetes' `Mi` and the longer `MiB` mean the same. */
const sizes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: kibi,
  Ki: kibi,
  MiB: kibi ** 2,
  Mi: kibi ** 2,
  GiB: kibi ** 3,
  Gi: kibi ** 3,
  TiB: kibi ** 4,
  Ti: kibi ** 4,
};

const durationPattern = '^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$';
const sizePattern = `^[0-9]+(\\.[0-9]+)?(${Object.keys(sizes).join('|')})?$`;

/** An option that must never be shown: redacted in config views, logs and errors. */
export function secret(options: StringOptions = {}) {
  return Type.String({ ...options, secret: true });
}

/** What a duration may be, each a duration itself. */
export interface DurationRange {
  /** Default `0s`; a timeout of nothing fails always, so give `1ms` for one. */
  readonly least?: string;
  /** Default `24d`, the longest that timers hold; more only for what is no timer, such as the age of what is kept. */
  readonly most?: string;
}

/**
 * An option such as `30s`, `15m`, `1h30m`, `500ms` or `7d`; {@link parseDuration} reads it.
 * @throws RangeError when `least` or `most` is no duration
 */
export function duration(options: StringOptions = {}, { least = '0s', most = longestTimer }: DurationRange = {}) {
  const [leastMs, mostMs] = [parseDuration(least), parseDuration(most)];
  const isWithin = (text: unknown) => {
    // What is no duration at all is the pattern's to refuse.
    if (typeof text !== 'string' || !new RegExp(durationPattern).test(text)) return true;
    const ms = millisecondsOf(text);
    return ms >= leastMs && ms <= mostMs;
  };
  const refuse = () => (leastMs > 0 ? `must be a duration from ${least} to ${most}` : `must be at most ${most}`);
  return Type.Refine(Type.String({ pattern: durationPattern, unit: 'duration', ...options }), isWithin, refuse);
}

/** An option such as `512KiB`, `2GiB` or `100MB`; {@link parseBytes} reads it. */
export function bytes(options: StringOptions = {}) {
  return Type.String({ pattern: sizePattern, unit: 'bytes', ...options });
}

/** Whether `name` is a time zone that Intl knows: an IANA name such as `Asia/Shanghai`, or `UTC`. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** An option such as `Asia/Shanghai`: a time zone by its IANA name, refused when there is none of that name. */
export function zone(options: StringOptions = {}) {
  const refuse = () => 'must be a time zone by its IANA name, such as Asia/Shanghai or UTC';
  return Type.Refine(Type.String({ unit: 'zone', examples: ['Asia/Shanghai'], ...options }), isZone, refuse);
}

/** An option with the language of what people read: `en` or `zh`. */
export function language(options: StringOptions = {}) {
  return Type.Enum(['en', 'zh'], options);
}

/**
 * Milliseconds of `30s`, `1h30m`, `500ms`, `7d`.
 * @throws RangeError when `text` is none, or more than 365,000 days.
 */
export function parseDuration(text: string): number {
  if (!new RegExp(durationPattern).test(text)) {
    throw new RangeError(`${JSON.stringify(text)} is no duration; expected a number and ms, s, m, h or d, such as 30s`);
  }
  const ms = millisecondsOf(text);
  if (ms > longestDays * 86_400_000) {
    throw new RangeError(
      `${JSON.stringify(text)} is too long; expected at most ${longestDays}d, which is a thousand years`,
    );
  }
  return ms;
}

function millisecondsOf(text: string): number {
  let total = 0;
  for (const [, amount, unit = ''] of text.matchAll(/([0-9.]+)([a-z]+)/g)) {
    total += Number(amount) * (durations[unit] ?? Number.NaN);
  }
  return total;
}

/**
 * Bytes of `2GiB`, `100MB`, `512Ki`, `4096`.
 * @throws RangeError when `text` is none.
 */
export function parseBytes(text: string): number {
  if (!new RegExp(sizePattern).test(text)) {
    throw new RangeError(`${JSON.stringify(text)} is no size; expected a number and a unit, such as 512KiB or 2GiB`);
  }
  const unit = text.replace(/^[0-9.]+/, '') || 'B';
  return Math.round(Number.parseFloat(text) * (sizes[unit] ?? Number.NaN));
}

export { Type };
