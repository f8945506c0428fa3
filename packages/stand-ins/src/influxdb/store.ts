import type { BadLine } from './fault.ts';
import { LineError, type ParsedPoint, parseLine } from './line-protocol.ts';

/** A point as it is held: fields of the same series and time are merged. */
export interface HeldPoint {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string | number | bigint | boolean>>;
  /** Nanoseconds. */
  readonly time: bigint;
}

/** The times that a point can have. */
const latest = 9_223_372_036_854_775_806n;
/** Bytes of measurement and tags together. */
const longestKey = 65_535;

export interface DatabaseRules {
  /** Bytes of a text field. */
  readonly fieldBytes: number;
  /** Nanoseconds that points may be old; undefined: any. */
  readonly retention: bigint | undefined;
  readonly now: () => number;
}

function typeOf(value: string | number | bigint | boolean): string {
  if (typeof value === 'bigint') return 'integer';
  return typeof value === 'number' ? 'float' : typeof value;
}

/** One database or bucket. */
export class Database {
  readonly #points = new Map<string, HeldPoint>();
  readonly #types = new Map<string, string>();
  readonly #rules: DatabaseRules;

  constructor(rules: DatabaseRules) {
    this.#rules = rules;
  }

  /** In the order in which their keys came first. */
  get points(): readonly HeldPoint[] {
    return [...this.#points.values()];
  }

  /** Takes the lines that are good. @param unit nanoseconds of the request's precision */
  write(lines: readonly string[], unit: bigint): readonly BadLine[] {
    const bad: BadLine[] = [];
    for (const [index, line] of lines.entries()) {
      try {
        this.#take(parseLine(line), unit);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        bad.push({ line, number: index + 1, reason: error.message });
      }
    }
    return bad;
  }

  #take({ measurement, tags, fields, time }: ParsedPoint, unit: bigint): void {
    const now = BigInt(this.#rules.now()) * 1_000_000n;
    const at = time === undefined ? now : time * unit;
    if (at > latest || at < -latest) throw new LineError(`time outside range -${latest} - ${latest}`);
    const { retention, fieldBytes } = this.#rules;
    if (retention !== undefined && at < now - retention) throw new LineError('points beyond retention policy');
    const key = JSON.stringify([measurement, Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1))]);
    if (Buffer.byteLength(key) > longestKey) throw new LineError(`max key length exceeded: ${longestKey}`);
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string' && Buffer.byteLength(value) > fieldBytes) {
        throw new LineError(`field value of ${name} is longer than ${fieldBytes} bytes`);
      }
      const known = this.#types.get(`${measurement} ${name}`);
      if (known !== undefined && known !== typeOf(value)) {
        throw new LineError(
          `field type conflict: input field "${name}" on measurement "${measurement}" is type ${typeOf(value)}, already exists as type ${known}`,
        );
      }
    }
    for (const [name, value] of Object.entries(fields)) this.#types.set(`${measurement} ${name}`, typeOf(value));
    const place = `${key} ${at}`;
    const merged = { ...this.#points.get(place)?.fields, ...fields };
    this.#points.set(place, { measurement, tags, fields: merged, time: at });
  }
}
