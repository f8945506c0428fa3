import { ZONE_NAMES } from './zone-names.ts';

/** What a zone's clocks show at one instant. */
export interface ZoneMoment {
  /** Seconds east of UTC. */
  readonly offset: number;
  /** `CST`, `+03`, `LMT`; empty when a parsed time gave an offset only. */
  readonly abbreviation: string;
}

/** A time zone, as Go's *time.Location. */
export interface Zone {
  readonly name: string;
  /** @param seconds Unix time */
  at(seconds: number): ZoneMoment;
  /** The offset that goes by an abbreviation in this zone, at any time. */
  offsetNamed(abbreviation: string): number | undefined;
}

const UTC_MOMENT: ZoneMoment = { offset: 0, abbreviation: 'UTC' };
export const UTC: Zone = {
  name: 'UTC',
  at: () => UTC_MOMENT,
  offsetNamed: (abbreviation) => (abbreviation === 'UTC' ? 0 : undefined),
};

/** A zone that never changes, such as the one a parsed `+0200` makes. */
export function fixedZone(name: string, offset: number): Zone {
  const moment = { offset, abbreviation: name };
  return { name, at: () => moment, offsetNamed: (abbreviation) => (abbreviation === name ? offset : undefined) };
}

interface NamedFrom {
  readonly from: number;
  readonly name: string;
}
type NamesByOffset = ReadonlyMap<number, readonly NamedFrom[]>;

function parseNames(text: string): readonly NamedFrom[] {
  return text.split(',').map((part) => {
    const [first = '', second] = part.split(':');
    return second === undefined
      ? { from: Number.NEGATIVE_INFINITY, name: first }
      : { from: Number(first), name: second };
  });
}

function findNames(zone: string): NamesByOffset {
  for (const line of ZONE_NAMES) {
    for (const entry of line.split('|')) {
      const [zones = '', ...offsets] = entry.split(' ');
      if (!zones.split(',').includes(zone)) continue;
      return new Map(
        offsets.map((text) => {
          const [offset = '', names = ''] = text.split('=');
          return [Number(offset), parseNames(names)];
        }),
      );
    }
  }
  return new Map();
}

/** tzdata's own way to name a zone that has no name: `+03`, `-0330`. */
function numericName(offset: number): string {
  const minutes = Math.trunc(Math.abs(offset) / 60);
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${hours}${rest}`;
}

// the range of Date, which Intl shares
const MAXIMUM_SECONDS = 8_640_000_000_000;

function offsetReader(name: string): (seconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  return (seconds) => {
    const instant = Math.max(-MAXIMUM_SECONDS, Math.min(MAXIMUM_SECONDS, seconds)) * 1000;
    const shown = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '0', rest = '0'] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(shown) ?? [];
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
    return sign === '-' ? -size : size;
  };
}

const LOADED = new Map<string, Zone>();

/** Loads an IANA zone by its name (`UTC` and the empty name are UTC); undefined when there is none. */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  const known = LOADED.get(name);
  if (known !== undefined) return known;
  // Intl also takes lower case and offsets, which Go's time.LoadLocation does not
  if (!/^[A-Z][A-Za-z0-9_+/-]*$/.test(name)) return undefined;
  let offsetAt: (seconds: number) => number;
  try {
    offsetAt = offsetReader(name);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const names = findNames(name);
  let last: { seconds: number; moment: ZoneMoment } | undefined;
  const zone: Zone = {
    name,
    offsetNamed: (abbreviation) =>
      [...names].find(([, entries]) => entries.some((entry) => entry.name === abbreviation))?.[0],
    at(seconds) {
      if (last?.seconds === seconds) return last.moment;
      const offset = offsetAt(seconds);
      const abbreviation = names.get(offset)?.findLast((entry) => entry.from <= seconds)?.name ?? numericName(offset);
      last = { seconds, moment: { offset, abbreviation } };
      return last.moment;
    },
  };
  LOADED.set(name, zone);
  return zone;
}
