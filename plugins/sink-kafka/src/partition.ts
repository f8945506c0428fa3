import { compatibilityPartitioner } from '@platformatic/kafka';
import { partitionKey } from './produced.ts';
import type { Item } from './record.ts';

/** A record with its partition. */
export interface Placed extends Item {
  readonly partition: number;
}

/** Record batches for one partition, to be sent one after the other. */
export interface Queue {
  /** As {@link partitionKey} says. */
  readonly key: string;
  readonly batches: (readonly Placed[])[];
}

/** Places records without a key: each topic's partitions in turn. */
export class Turns {
  readonly #next = new Map<string, number>();

  take(topic: string): number {
    const next = this.#next.get(topic) ?? 0;
    this.#next.set(topic, (next + 1) % Number.MAX_SAFE_INTEGER);
    return next;
  }
}

/** The partition of a record: that which the Java client's default partitioner gives its key, so that other producers' records join it. */
export function partitionOf({ topic, key, value }: Item, count: number, turns: Turns): number {
  const number = key === undefined ? turns.take(topic) : compatibilityPartitioner({ topic, key, value }, key);
  return number % count;
}

/** Records in queues, in their order, in batches of at most `batchBytes` each; one that is larger by itself goes alone. */
export function queuesOf(items: readonly Placed[], batchBytes: number): readonly Queue[] {
  const queues = new Map<string, { readonly queue: Queue; last: Placed[]; room: number }>();
  for (const item of items) {
    const key = partitionKey(item.topic, item.partition);
    const known = queues.get(key);
    if (known !== undefined && item.bytes <= known.room) {
      known.last.push(item);
      known.room -= item.bytes;
      continue;
    }
    const last = [item];
    const queue = known?.queue ?? { key, batches: [] };
    queue.batches.push(last);
    queues.set(key, { queue, last, room: batchBytes - item.bytes });
  }
  return [...queues.values()].map(({ queue }) => queue);
}
