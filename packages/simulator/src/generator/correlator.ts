import { type EventFields, emptyFields, microTime, type ObjectReference, secondsTime } from '../event.ts';
import type { Occurrence } from './occurrence.ts';

/** What a recorder writes to the API server: a PATCH where the event lives, else a POST under the same name. */
export interface RecorderWrite {
  readonly name: string;
  readonly namespace: string;
  readonly fields: EventFields;
}

/** client-go, tools/record/events_cache.go: from so many distinct messages on they become one event … */
const combinedFrom = 10;
/** … if each came within this of the one before. */
const combinedWithinMs = 600_000;
/** An LRU of so many keys per recorder; here of all recorders together, times a few dozen components. */
const cacheSize = 100_000;
/** tools/events/event_broadcaster.go: from the second occurrence on a series is written so seldom. */
const seriesRefreshMs = 1_800_000;
const prefix = '(combined from similar events): ';

const objectKey = (one: ObjectReference) =>
  `${one.kind}/${one.namespace}/${one.name}/${one.fieldPath}/${one.uid}/${one.apiVersion}`;

/** Turns occurrences into the writes of client-go's recorders: what repeats is counted up, what is too varied is combined. */
export class Correlator {
  readonly #known = new Map<string, RecorderWrite>();
  /** How often each new-style event occurred, written or not. */
  readonly #series = new Map<string, { count: number; writtenMs: number }>();
  readonly #messages = new Map<string, { readonly seen: Set<string>; lastMs: number }>();
  readonly #nameSuffix: (ms: number) => string;

  /** @param nameSuffix what is appended to an object's name to name its event: hexadecimal, never twice the same. */
  constructor(nameSuffix: (ms: number) => string) {
    this.#nameSuffix = nameSuffix;
  }

  /** The write for an occurrence at `now` (Unix ms); undefined when the recorder only counts it in memory. */
  record(occurrence: Occurrence, now: number): RecorderWrite | undefined {
    return occurrence.recorder === 'legacy' ? this.#legacy(occurrence, now) : this.#new(occurrence, now);
  }

  #legacy(occurrence: Occurrence, now: number): RecorderWrite {
    const message = this.#combined(occurrence, now);
    const { object, type, reason, component, host } = occurrence;
    const text = message.startsWith(prefix) ? prefix : message;
    const key = `${component}/${host}/${objectKey(object)}/${type}/${reason}/${text}`;
    const known = this.#known.get(key);
    const time = secondsTime(now);
    const fields: EventFields = known
      ? { ...known.fields, message, count: known.fields.count + 1, lastTimestamp: time }
      : {
          ...emptyFields,
          involvedObject: object,
          reason,
          message,
          component,
          host,
          type,
          count: 1,
          firstTimestamp: time,
          lastTimestamp: time,
          reportingComponent: component,
          reportingInstance: host,
        };
    return this.#write(key, object, fields, now, known);
  }

  #new(occurrence: Occurrence, now: number): RecorderWrite | undefined {
    const { object, type, reason, component, action = '', message, related } = occurrence;
    const key = `new/${type}/${action}/${reason}/${component}/${objectKey(object)}`;
    const known = this.#known.get(key);
    const series = this.#series.get(key) ?? { count: 0, writtenMs: now };
    this.#series.set(key, series);
    series.count += 1;
    if (series.count > 2 && now - series.writtenMs < seriesRefreshMs) return undefined;
    series.writtenMs = now;
    const time = microTime(now);
    const fields: EventFields = known
      ? { ...known.fields, series: { count: series.count, lastObservedTime: time } }
      : {
          ...emptyFields,
          involvedObject: object,
          related,
          reason,
          message,
          type,
          action,
          eventTime: time,
          reportingComponent: component,
          reportingInstance: `${component}-cp-1`,
        };
    return this.#write(key, object, fields, now, known);
  }

  #write(
    key: string,
    object: ObjectReference,
    fields: EventFields,
    now: number,
    known: RecorderWrite | undefined,
  ): RecorderWrite {
    const name = known?.name ?? `${object.name}.${this.#nameSuffix(now)}`;
    const namespace = object.namespace === '' ? 'default' : object.namespace;
    const write = { name, namespace, fields };
    this.#known.delete(key);
    this.#known.set(key, write);
    if (this.#known.size > cacheSize) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        this.#series.delete(oldest);
        break;
      }
    }
    return write;
  }

  #combined(occurrence: Occurrence, now: number): string {
    const { object, type, reason, component, host, message } = occurrence;
    const key = `${component}/${host}/${objectKey(object)}/${type}/${reason}`;
    const known = this.#messages.get(key);
    const fresh = known && now - known.lastMs <= combinedWithinMs ? known : { seen: new Set<string>(), lastMs: now };
    fresh.lastMs = now;
    if (fresh.seen.size < combinedFrom) fresh.seen.add(message);
    if (this.#messages.size > cacheSize) this.#messages.clear();
    this.#messages.set(key, fresh);
    return fresh.seen.size >= combinedFrom ? `${prefix}${message}` : message;
  }
}
