import { grouped, type KubeEvent, truncate } from '@kubeherald/sink-sdk';
import type { Contents, Layout } from './contents.ts';
import { encodeLog, encodeShared, type GroupOptions } from './log-group.ts';
import { acceptedTime, type TimeOf } from './log-time.ts';

/** One event in a request. */
export interface Item {
  /** Index into the batch. */
  readonly index: number;
  /** Its log, as a field of the log group. */
  readonly bytes: Buffer;
}

/** A value may have so many bytes: the largest that SLS indexes and shows. */
const valueBytes = 1_048_576;
/** Logs in one request: the least that any description of the API allows. */
const mostLogs = 4096;
/** What a length before a value, a log and its contents can take away when a value gets longer or shorter. */
const slack = 16;

/** Makes requests of events. */
export class Requests {
  readonly #shared: Buffer;
  readonly #room: number;
  readonly #layout: Layout;
  readonly #labels: Contents;

  /** @param requestBytes of a request before compression, at most */
  constructor(
    options: GroupOptions & { readonly labels: Readonly<Record<string, string>> },
    layout: Layout,
    requestBytes: number,
  ) {
    this.#shared = encodeShared(options);
    this.#room = requestBytes - this.#shared.length;
    this.#layout = layout;
    this.#labels = Object.entries(options.labels);
  }

  /**
   * An event as a log. Its longest values are cut when it is larger than a request may be.
   * @param now Unix ms
   */
  item(event: KubeEvent, index: number, now: number, timeOf: TimeOf = acceptedTime): Item {
    const time = timeOf(event, now);
    let contents: Contents = [...this.#layout(event), ...this.#labels].map(([name, value]) => [
      name,
      truncate(value, valueBytes, { unit: 'bytes' }),
    ]);
    let bytes = encodeLog({ ...time, contents });
    // Each round shortens one value, most of the time the only long one.
    for (let round = 0; round < contents.length && bytes.length > this.#room; round++) {
      contents = shortened(contents, bytes.length - this.#room);
      bytes = encodeLog({ ...time, contents });
    }
    return { index, bytes };
  }

  /** Items in requests that keep the limits. */
  split(items: readonly Item[]): readonly (readonly Item[])[] {
    return grouped(items, { bytesOf: ({ bytes }) => bytes.length, mostBytes: this.#room, mostItems: mostLogs });
  }

  /** The log group of some items. */
  body(items: readonly Item[]): Buffer {
    return Buffer.concat([...items.map(({ bytes }) => bytes), this.#shared]);
  }
}

/** The contents with the longest value so much shorter. */
function shortened(contents: Contents, byBytes: number): Contents {
  const sizes = contents.map(([, value]) => Buffer.byteLength(value));
  const longest = sizes.indexOf(Math.max(...sizes));
  const limit = Math.max(0, (sizes[longest] ?? 0) - byBytes - slack);
  return contents.map(([name, value], at) => [
    name,
    at === longest ? truncate(value, limit, { unit: 'bytes' }) : value,
  ]);
}
