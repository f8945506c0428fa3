import { Type } from 'typebox';

type StringOptions = NonNullable<Parameters<typeof Type.String>[0]>;

/** Milliseconds per unit. */
const durations: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

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

/** An option such as `30s`, `15m`, `1h30m`, `500ms` or `7d`; {@link parseDuration} reads it. */
export function duration(options: StringOptions = {}) {
  return Type.String({ pattern: durationPattern, unit: 'duration', ...options });
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
 * @throws RangeError when `text` is none.
 */
export function parseDuration(text: string): number {
  if (!new RegExp(durationPattern).test(text)) {
    throw new RangeError(`${JSON.stringify(text)} is no duration; expected a number and ms, s, m, h or d, such as 30s`);
  }
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
